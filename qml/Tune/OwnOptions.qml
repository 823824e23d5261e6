// SPDX-License-Identifier: GPL-3.0-or-later
// What one chooses oneself: a preset and the type of each matrix, or how to prune.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property TuneRoom room
    readonly property TuneChoice choice: room.choice
    readonly property var presets: choice.presets
    property bool expert: false

    width: parent ? parent.width : 0
    spacing: Theme.huge

    Row {
        id: kinds
        width: parent.width
        spacing: Theme.small

        ChoiceCard {
            objectName: "kindQuantize"
            width: (kinds.width - kinds.spacing) / 2
            title: qsTr("Quantize")
            hint: qsTr("Fewer bits for each weight")
            chosen: !root.choice.prunes
            onClicked: root.choice.prunes = false
        }
        ChoiceCard {
            objectName: "kindPrune"
            width: (kinds.width - kinds.spacing) / 2
            title: qsTr("Prune")
            hint: qsTr("Some weights become zero")
            chosen: root.choice.prunes
            onClicked: root.choice.prunes = true
        }
    }
    Card {
        visible: !root.choice.prunes
        title: qsTr("Which types?")

        OptionRow {
            name: qsTr("Preset")
            hint: qsTr("By the names that llama.cpp gives them, from large to small.")

            ComboBox {
                objectName: "presetBox"
                width: Theme.field
                model: root.presets
                currentIndex: root.presets.indexOf(root.choice.preset)
                activeFocusOnTab: true
                Accessible.name: qsTr("Preset")
                onActivated: index => root.choice.preset = root.presets[index]
            }
        }
        OptionRow {
            name: qsTr("Type of each matrix")
            hint: root.room.types.edited ? qsTr("Changed by you") : qsTr("As the preset has it")

            Switch {
                objectName: "expertSwitch"
                checked: root.expert
                activeFocusOnTab: true
                Accessible.name: qsTr("Show and change the type of each matrix")
                onToggled: root.expert = checked
            }
        }
        TypeEditor {
            visible: root.expert
            types: root.room.types
        }
    }
    PruneOptions {
        visible: root.choice.prunes
        choice: root.choice
    }
}
