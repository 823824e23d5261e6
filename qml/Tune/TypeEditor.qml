// SPDX-License-Identifier: GPL-3.0-or-later
// The type of each matrix of each layer, by colour and letters. A type is picked, then given to a cell, to all of a
// row by its name, or to a layer by its number. By keys: the arrows walk, Space and Enter give.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property TuneTypes types
    readonly property int rows: types.matrices.length
    readonly property var names: types.names
    readonly property var tones: names.map((name, place) => toneOf(place))
    readonly property int pointed: pointer.hovered ? grid.cellAt(pointer.point.position.x, pointer.point.position.y) : grid.activeFocus ? grid.marked : -1

    function toneOf(type: int): color {
        return Theme.colors.series[type % Theme.colors.series.length];
    }
    function words(cell: int): string {
        const type = types.names[types.cells[cell]] ?? qsTr("none");
        return qsTr("Layer %1, %2: %3").arg(Math.floor(cell / rows) + 1).arg(types.matrices[cell % rows]).arg(type);
    }
    function walk(steps: int): void {
        grid.marked = Math.max(0, Math.min(types.cells.length - 1, grid.marked + steps));
    }

    width: parent ? parent.width : 0
    spacing: Theme.medium

    Row {
        width: parent.width
        spacing: Theme.medium

        Label {
            anchors.verticalCenter: brush.verticalCenter
            text: qsTr("Give this type:")
        }
        ComboBox {
            id: brush
            objectName: "brushBox"
            model: root.names
            currentIndex: root.names.indexOf("Q6_K")
            activeFocusOnTab: true
            Accessible.name: qsTr("Type to give")
        }
        Button {
            objectName: "resetTypes"
            visible: root.types.edited
            icon.name: "undo"
            text: qsTr("As the preset has it")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: root.types.reset()
        }
    }
    Row {
        width: parent.width
        visible: root.rows > 0

        Column {
            id: rowNames
            width: Theme.field / 2 + Theme.large

            Repeater {
                model: root.types.matrices

                ToolButton {
                    id: row
                    required property int index
                    required property string modelData

                    objectName: "matrixRow"
                    width: rowNames.width
                    implicitHeight: Theme.gridCell
                    leftPadding: 0
                    rightPadding: Theme.small
                    text: modelData
                    activeFocusOnTab: true
                    Accessible.name: qsTr("Give the type to %1 in all layers").arg(modelData)
                    ToolTip.visible: hovered
                    ToolTip.delay: Theme.tooltipDelay
                    ToolTip.text: Accessible.name
                    onClicked: root.types.setMatrix(index, brush.currentIndex)

                    contentItem: Label {
                        verticalAlignment: Text.AlignVCenter
                        text: row.modelData
                        color: Theme.colors.textMuted
                        font.pixelSize: Theme.captionSize
                        elide: Text.ElideRight
                    }
                }
            }
        }
        TypeGrid {
            id: grid
            objectName: "typeEditor"
            width: parent.width - rowNames.width
            height: implicitHeight
            rows: Math.max(1, root.rows)
            cells: root.types.cells
            colors: root.tones
            letters: root.types.letters
            ink: Theme.colors.text
            fontPixels: Theme.captionSize - Theme.focusWidth
            rowHeight: Theme.gridCell
            gap: Theme.focusWidth
            marked: -1
            activeFocusOnTab: true
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("Types of the matrices in %1 layers").arg(root.types.layers)
            Accessible.description: root.pointed >= 0 ? root.words(root.pointed) : ""
            Accessible.focusable: true
            onActiveFocusChanged: marked = activeFocus ? Math.max(0, marked) : -1
            Keys.onLeftPressed: root.walk(-root.rows)
            Keys.onRightPressed: root.walk(root.rows)
            Keys.onUpPressed: root.walk(-1)
            Keys.onDownPressed: root.walk(1)
            Keys.onSpacePressed: root.types.setCell(marked, brush.currentIndex)
            Keys.onReturnPressed: root.types.setCell(marked, brush.currentIndex)

            HoverHandler {
                id: pointer
            }
            TapHandler {
                onTapped: eventPoint => root.types.setCell(grid.cellAt(eventPoint.position.x, eventPoint.position.y), brush.currentIndex)
            }
            ToolTip {
                visible: root.pointed >= 0 && pointer.hovered
                x: pointer.point.position.x + Theme.small
                y: pointer.point.position.y + Theme.large
                text: root.pointed >= 0 ? root.words(root.pointed) : ""
            }
        }
    }
    LayerNumbers {
        x: rowNames.width
        width: parent.width - rowNames.width
        count: root.types.layers
        onChosen: layer => root.types.setLayer(layer, brush.currentIndex)
    }
    Flow {
        width: parent.width
        spacing: Theme.small

        Repeater {
            model: root.types.others

            Button {
                required property int index
                required property var modelData

                objectName: "otherType"
                implicitHeight: Theme.controlSmall
                leftPadding: Theme.medium
                rightPadding: Theme.medium
                text: qsTr("%1: %2").arg(modelData.name).arg(root.types.names[modelData.type] ?? qsTr("none"))
                activeFocusOnTab: true
                Accessible.name: qsTr("Give the type to %1").arg(modelData.name)
                onClicked: root.types.setOther(index, brush.currentIndex)
            }
        }
    }
    Flow {
        width: parent.width
        spacing: Theme.large

        Repeater {
            model: root.types.used

            LegendSpot {
                required property int modelData

                tone: root.toneOf(modelData)
                words: qsTr("%1: %2").arg(root.types.letters[modelData]).arg(root.types.names[modelData])
            }
        }
    }
}
