// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation in the list: opens on a click, is renamed in place; its actions show under the pointer or with focus.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

ItemDelegate {
    id: root

    required property var conversationId
    required property string title
    required property string snippet
    required property bool pinned
    property var folder: 0 // that it is in; 0: none
    property string folderName: ""
    property var folders: [] // of { id, name }
    property bool nested: false // below its folder's row
    readonly property string note: nested || folderName === "" ? snippet : snippet === "" ? folderName : qsTr("%1: %2").arg(folderName).arg(snippet)
    property bool current: false
    property bool renaming: false
    readonly property string shownTitle: title === "" ? qsTr("New chat") : title
    readonly property bool awake: hovered || visualFocus || rename.activeFocus || erase.activeFocus

    signal renamed(title: string)
    signal removed
    signal pinToggled
    signal exportRequested(format: int)
    signal moveRequested(folder: var)
    signal newFolderRequested

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

    objectName: "conversationRow"
    implicitHeight: Theme.row + (note === "" ? 0 : Theme.large)
    leftPadding: nested ? Theme.huge + Theme.tiny : Theme.medium
    highlighted: current
    activeFocusOnTab: true
    Accessible.name: shownTitle
    Accessible.role: Accessible.ListItem
    Keys.onMenuPressed: menu.open()
    Keys.onPressed: event => {
        if (event.key === Qt.Key_F2 && !renaming)
            beginRename();
    }
    DragHandler {
        id: hand
        target: null
        acceptedDevices: PointerDevice.Mouse
        grabPermissions: PointerHandler.CanTakeOverFromAnything | PointerHandler.ApprovesTakeOverByAnything
    }
    DragGhost {
        conversation: root.conversationId
        label: root.shownTitle
        hand: hand
    }
    ContextMenuArea {
        anchors.fill: parent
        onRequested: menu.popup()
    }

    contentItem: Item {
        Column {
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.rightMargin: actions.visible ? actions.width : 0
            anchors.verticalCenter: parent.verticalCenter
            visible: !root.renaming

            Label {
                width: parent.width
                text: root.shownTitle
                font.weight: root.current ? Font.Medium : Font.Normal
                elide: Text.ElideRight
            }
            Label {
                width: parent.width
                visible: root.note !== ""
                text: root.note
                color: Theme.colors.textMuted
                font.pixelSize: Theme.captionSize
                elide: Text.ElideRight
                maximumLineCount: 1
            }
        }
        Row {
            id: actions
            anchors.right: parent.right
            anchors.rightMargin: -Theme.small
            anchors.verticalCenter: parent.verticalCenter
            visible: root.awake && !root.renaming

            IconButton {
                id: rename
                objectName: "renameButton"
                implicitHeight: Theme.controlSmall
                glyph: "pencil"
                text: qsTr("Rename")
                onClicked: root.beginRename()
            }
            IconButton {
                id: erase
                objectName: "deleteButton"
                implicitHeight: Theme.controlSmall
                glyph: "trash"
                text: qsTr("Delete")
                onClicked: root.removed()
            }
        }
        TextField {
            id: editor
            objectName: "renameField"
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: -Theme.small
            anchors.verticalCenter: parent.verticalCenter
            implicitHeight: Theme.controlSmall + Theme.tiny
            leftPadding: Theme.small
            visible: root.renaming
            Accessible.name: qsTr("Title of the conversation")
            onAccepted: root.endRename(true)
            onActiveFocusChanged: if (!activeFocus)
                root.endRename(true)
            Keys.onEscapePressed: root.endRename(false)
        }
    }

    Menu {
        id: menu
        objectName: "conversationMenu"

        MenuItem {
            icon.name: "pencil"
            text: qsTr("Rename")
            onTriggered: root.beginRename()
        }
        MenuItem {
            icon.name: "down"
            text: root.pinned ? qsTr("Do not keep on top") : qsTr("Keep on top")
            onTriggered: root.pinToggled()
        }
        FolderMenu {
            folders: root.folders
            current: root.folder
            onChosen: folder => root.moveRequested(folder)
            onNewRequested: root.newFolderRequested()
        }
        ExportMenu {
            onChosen: format => root.exportRequested(format)
        }
        MenuItem {
            icon.name: "trash"
            text: qsTr("Delete")
            onTriggered: root.removed()
        }
    }
}
