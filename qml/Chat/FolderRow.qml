// SPDX-License-Identifier: GPL-3.0-or-later
// A folder in the list: opens and closes on a click, Right and Left; is renamed in place; conversations are dropped on it.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

ItemDelegate {
    id: root

    required property string title
    required property bool open
    required property int inside
    property bool renaming: false

    signal renamed(title: string)
    signal removed
    signal newChatRequested
    signal toggled

    function beginRename(): void {
        renaming = true;
        editor.text = title;
        editor.forceActiveFocus();
        editor.selectAll();
    }
    function endRename(keep: bool): void {
        if (renaming && keep && editor.text.trim() !== "")
            renamed(editor.text.trim());
        renaming = false;
    }
    function turn(wanted: bool): void {
        if (open !== wanted)
            toggled();
    }

    objectName: "folderRow"
    implicitHeight: Theme.row
    leftPadding: Theme.small
    activeFocusOnTab: true
    Accessible.role: Accessible.TreeItem
    Accessible.name: qsTr("Folder %1, %2 conversations").arg(title).arg(inside)
    Accessible.description: open ? qsTr("Unfolded") : qsTr("Folded")
    onClicked: toggled()
    Keys.onRightPressed: turn(true)
    Keys.onLeftPressed: turn(false)
    Keys.onMenuPressed: menu.open()
    Keys.onPressed: event => {
        if (event.key === Qt.Key_F2 && !renaming)
            beginRename();
    }
    ContextMenuArea {
        anchors.fill: parent
        onRequested: menu.popup()
    }

    contentItem: Item {
        Icon {
            id: arrow
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.iconSmall
            height: Theme.iconSmall
            name: root.open ? "chevronDown" : "chevronRight"
            color: Theme.colors.textMuted
        }
        Icon {
            id: folder
            x: arrow.width + Theme.tiny
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.iconSmall
            height: Theme.iconSmall
            name: "folder"
            color: Theme.colors.textMuted
        }
        Label {
            anchors.left: folder.right
            anchors.leftMargin: Theme.small
            anchors.right: amount.left
            anchors.rightMargin: Theme.small
            anchors.verticalCenter: parent.verticalCenter
            visible: !root.renaming
            text: root.title
            font.weight: Font.Medium
            elide: Text.ElideRight
        }
        Label {
            id: amount
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            visible: !root.renaming
            text: Figures.integer(root.inside)
            color: Theme.colors.textMuted
            font.pixelSize: Theme.captionSize
        }
        TextField {
            id: editor
            objectName: "folderNameField"
            anchors.left: folder.right
            anchors.leftMargin: Theme.tiny
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            implicitHeight: Theme.controlSmall + Theme.tiny
            leftPadding: Theme.small
            visible: root.renaming
            Accessible.name: qsTr("Name of the folder")
            onAccepted: root.endRename(true)
            onActiveFocusChanged: if (!activeFocus)
                root.endRename(true)
            Keys.onEscapePressed: root.endRename(false)
        }
    }

    Menu {
        id: menu
        objectName: "folderMenu"

        MenuItem {
            icon.name: "plus"
            text: qsTr("New chat in this folder")
            onTriggered: root.newChatRequested()
        }
        MenuItem {
            icon.name: "pencil"
            text: qsTr("Rename")
            onTriggered: root.beginRename()
        }
        MenuItem {
            icon.name: "trash"
            text: qsTr("Delete the folder, keep its conversations")
            onTriggered: root.removed()
        }
    }
}
