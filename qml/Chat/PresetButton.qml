// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses the preset that the next conversation begins with.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Ui

IconButton {
    id: root

    required property PresetList presets

    objectName: "presetButton"
    glyph: "sliders"
    text: presets.currentName === "" ? qsTr("Presets") : qsTr("Preset: %1").arg(presets.currentName)
    onClicked: menu.popup(root, 0, -menu.implicitHeight)

    Menu {
        id: menu

        Instantiator {
            model: root.presets
            delegate: MenuItem {
                required property int index
                required property string name
                required property bool current

                objectName: "preset" + index
                icon.name: current ? "check" : ""
                text: name
                onTriggered: root.presets.apply(index)
            }
            onObjectAdded: (index, object) => menu.insertItem(index, object as MenuItem)
            onObjectRemoved: (index, object) => menu.removeItem(object as MenuItem)
        }
        MenuSeparator {}
        MenuItem {
            objectName: "savePreset"
            icon.name: "plus"
            text: qsTr("Save the settings as a preset…")
            onTriggered: dialog.ask(root.presets.currentName)
        }
    }
    NameDialog {
        id: dialog
        title: qsTr("Save as a preset")
        label: qsTr("Name of the preset")
        onNamed: name => root.presets.saveAs(name)
    }
}
