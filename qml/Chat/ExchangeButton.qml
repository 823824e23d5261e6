// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with all conversations: bring some in, write them out.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

IconButton {
    id: root

    signal importRequested
    signal exportRequested
    signal folderRequested

    objectName: "exchangeButton"
    glyph: "dots"
    text: qsTr("More about the conversations")
    Accessible.role: Accessible.ButtonMenu
    onClicked: menu.open()

    Menu {
        id: menu
        y: root.height
        width: Theme.card

        MenuItem {
            objectName: "newFolderItem"
            icon.name: "plus"
            text: qsTr("New folder…")
            onTriggered: root.folderRequested()
        }
        MenuItem {
            objectName: "importItem"
            icon.name: "folder"
            text: qsTr("Import conversations…")
            onTriggered: root.importRequested()
        }
        MenuItem {
            objectName: "exportAllItem"
            icon.name: "file"
            text: qsTr("Export all conversations…")
            onTriggered: root.exportRequested()
        }
    }
}
