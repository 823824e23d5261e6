// SPDX-License-Identifier: GPL-3.0-or-later
// System prompt and sampling under one name: the shipped presets and one's own.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import QtQuick.Dialogs
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

SettingGroup {
    id: root

    required property PresetList presets

    title: qsTr("Presets")

    Repeater {
        model: root.presets

        SettingRow {
            id: row
            required property int index
            required property bool current
            required property bool shipped
            required property string systemPrompt
            required name

            first: index === 0
            hint: systemPrompt === "" ? qsTr("No system prompt.") : systemPrompt

            Row {
                spacing: Theme.small

                IconButton {
                    visible: !row.shipped
                    glyph: "trash"
                    text: qsTr("Delete the preset %1").arg(row.name)
                    onClicked: root.presets.remove(row.index)
                }
                Button {
                    objectName: "usePreset"
                    enabled: !row.current
                    text: row.current ? qsTr("In use") : qsTr("Use")
                    activeFocusOnTab: true
                    Accessible.name: qsTr("Use the preset %1").arg(row.name)
                    onClicked: root.presets.apply(row.index)
                }
            }
        }
    }
    SettingRow {
        name: qsTr("Own presets")
        hint: qsTr("The settings below and the system prompt, kept under a name or shared as a file.")

        Row {
            spacing: Theme.small

            Button {
                text: qsTr("Save as…")
                activeFocusOnTab: true
                onClicked: naming.ask(root.presets.currentName)
            }
            Button {
                text: qsTr("Read…")
                activeFocusOnTab: true
                onClicked: reading.open()
            }
            Button {
                text: qsTr("Write…")
                activeFocusOnTab: true
                onClicked: writing.open()
            }
        }
    }
    NameDialog {
        id: naming
        title: qsTr("Save as a preset")
        label: qsTr("Name of the preset")
        onNamed: name => root.presets.saveAs(name)
    }
    FileDialog {
        id: reading
        title: qsTr("Read presets")
        nameFilters: [qsTr("Presets (*.json)")]
        onAccepted: root.presets.importFrom(selectedFile)
    }
    FileDialog {
        id: writing
        title: qsTr("Write the own presets")
        fileMode: FileDialog.SaveFile
        defaultSuffix: "json"
        nameFilters: [qsTr("Presets (*.json)")]
        onAccepted: root.presets.exportTo(selectedFile)
    }
}
