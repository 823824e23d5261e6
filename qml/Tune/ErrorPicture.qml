// SPDX-License-Identifier: GPL-3.0-or-later
// What each matrix of each layer lost, as it becomes known: a row for each matrix, a column for each layer.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Card {
    id: root

    required property TuneActivity activity
    readonly property int rows: activity.matrices.length
    readonly property int pointed: pointer.hovered ? grid.cellAt(pointer.point.position.x, pointer.point.position.y) : -1
    readonly property var scale: activity.scale
    readonly property var steps: scale.map((end, place) => place === 0 ? qsTr("below %1").arg(Figures.percent(end)) : qsTr("%1 to %2").arg(Figures.percent(scale[place - 1])).arg(Figures.percent(end))).concat([qsTr("above")])

    function words(cell: int): string {
        const error = activity.errorOf(cell);
        const figure = error < 0 ? qsTr("not done yet") : qsTr("%1 %").arg(Figures.decimals(100 * error, 2));
        return qsTr("Layer %1, %2: %3").arg(Math.floor(cell / rows) + 1).arg(activity.matrices[cell % rows]).arg(figure);
    }

    title: qsTr("What each matrix lost")

    Label {
        width: parent ? parent.width : 0
        text: root.activity.pruned ? qsTr("How far the outputs of each matrix are off.") : qsTr("How far the weights of each matrix are off, as a share of their size.")
        color: Theme.colors.textMuted
        wrapMode: Text.Wrap
    }
    Row {
        width: parent ? parent.width : 0

        Column {
            id: names
            width: Theme.field / 2 + Theme.large

            Repeater {
                model: root.activity.matrices

                Label {
                    required property string modelData

                    width: names.width - Theme.small
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
            objectName: "errorGrid"
            width: parent.width - names.width
            height: implicitHeight
            rows: Math.max(1, root.rows)
            cells: root.activity.cells
            colors: Array.from(Theme.colors.ramp)
            ground: Theme.colors.sunken
            rowHeight: Theme.gridRow
            gap: Theme.focusWidth
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("Errors of the matrices in %1 layers").arg(root.activity.layers)

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
        text: qsTr("First layer on the left, layer %1 on the right").arg(root.activity.layers)
        color: Theme.colors.textFaint
        font.pixelSize: Theme.captionSize
    }
    Flow {
        width: parent ? parent.width : 0
        spacing: Theme.large

        Repeater {
            model: root.steps

            LegendSpot {
                required property int index
                required property string modelData

                tone: Theme.colors.ramp[index]
                words: modelData
            }
        }
    }
}
