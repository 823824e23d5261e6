// SPDX-License-Identifier: GPL-3.0-or-later
// The folders that the person wants to be looked into for models.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import QtQuick.Dialogs
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property FoundModels found

    spacing: Theme.tiny

    Repeater {
        model: root.found.folders

        Row {
            id: line
            required property int index
            required property string modelData

            objectName: "scanFolder"
            spacing: Theme.small
            Accessible.role: Accessible.ListItem
            Accessible.name: modelData

            Label {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, root.width - Theme.page)
                text: line.modelData
                color: Theme.colors.textMuted
                elide: Text.ElideMiddle
            }
            IconButton {
                objectName: "dropScanFolder"
                implicitHeight: Theme.controlSmall
                glyph: "close"
                text: qsTr("Do not look into %1 any more").arg(line.modelData)
                onClicked: root.found.removeFolder(line.index)
            }
        }
    }
    Button {
        objectName: "addScanFolder"
        icon.name: "folder"
        text: qsTr("Look into another folder…")
        activeFocusOnTab: true
        Accessible.name: text
        onClicked: dialog.open()
    }
    FolderDialog {
        id: dialog
        objectName: "scanDialog"
        title: qsTr("Look for models in this folder")
        onAccepted: root.found.addFolder(selectedFolder)
    }
}
