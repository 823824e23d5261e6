// SPDX-License-Identifier: GPL-3.0-or-later
// Which type each matrix of each layer has: a row for each matrix, a column for each layer, and the legend.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property ModelDetails details
    readonly property int rows: details.matrices.length
    readonly property var kinds: details.types
    readonly property var legend: kinds.map(type => qsTr("%1: %2, %3 of the file").arg(type.name).arg(Figures.bytes(type.bytes)).arg(Figures.percent(type.share)))
    readonly property int pointed: pointer.hovered ? grid.cellAt(pointer.point.position.x, pointer.point.position.y) : -1

    function toneOf(type: int): color {
        return Theme.colors.series[type % Theme.colors.series.length];
    }
    function words(cell: int): string {
        const type = details.types[details.cells[cell]];
        const name = type ? type.name : qsTr("none");
        return qsTr("Layer %1, %2: %3").arg(Math.floor(cell / rows) + 1).arg(details.matrices[cell % rows]).arg(name);
    }

    spacing: Theme.medium

    Row {
        width: parent.width
        visible: root.rows > 0

        Column {
            id: names
            width: Theme.field / 2 + Theme.large

            Repeater {
                model: root.details.matrices

                Label {
                    required property string modelData

                    width: parent ? parent.width - Theme.small : 0
                    height: Theme.gridRow
                    verticalAlignment: Text.AlignVCenter
                    text: modelData
                    color: Theme.colors.textMuted
                    font.pixelSize: Theme.captionSize
                    elide: Text.ElideRight
                }
            }
        }
        TypeGrid {
            id: grid
            objectName: "typeGrid"
            width: parent.width - names.width
            height: implicitHeight
            rows: Math.max(1, root.rows)
            cells: root.details.cells
            colors: root.kinds.map((type, place) => root.toneOf(place))
            rowHeight: Theme.gridRow
            gap: Theme.focusWidth
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("Types of the matrices in %1 layers").arg(root.details.layers)
            Accessible.description: root.legend.join("; ")

            HoverHandler {
                id: pointer
            }
            ToolTip {
                visible: root.pointed >= 0
                x: pointer.point.position.x + Theme.small
                y: pointer.point.position.y + Theme.large
                text: root.pointed >= 0 ? root.words(root.pointed) : ""
            }
        }
    }
    Label {
        x: names.width
        visible: root.rows > 0
        text: qsTr("First layer on the left, layer %1 on the right").arg(root.details.layers)
        color: Theme.colors.textFaint
        font.pixelSize: Theme.captionSize
    }
    Flow {
        width: parent.width
        spacing: Theme.large

        Repeater {
            model: root.legend

            Row {
                id: entry
                required property int index
                required property string modelData

                spacing: Theme.small

                Rectangle {
                    anchors.verticalCenter: parent.verticalCenter
                    width: Theme.medium
                    height: Theme.medium
                    radius: Theme.focusWidth
                    color: root.toneOf(entry.index)
                }
                Label {
                    text: entry.modelData
                    font.pixelSize: Theme.smallSize
                }
            }
        }
    }
    Flow {
        width: parent.width
        visible: root.details.others.length > 0
        spacing: Theme.large

        Repeater {
            model: root.details.others

            Row {
                id: other
                required property var modelData

                spacing: Theme.small

                Rectangle {
                    anchors.verticalCenter: parent.verticalCenter
                    width: Theme.medium
                    height: Theme.medium
                    radius: Theme.focusWidth
                    color: root.toneOf(other.modelData.type)
                }
                Label {
                    text: other.modelData.name
                    color: Theme.colors.textMuted
                    font.pixelSize: Theme.captionSize
                }
            }
        }
    }
}
