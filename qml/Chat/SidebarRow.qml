// SPDX-License-Identifier: GPL-3.0-or-later
// A row of the list on the left: a conversation or a folder. Conversations are dropped on it to join its folder.
import QtQuick
import Fettle.Theme
import Fettle.Ui

FocusScope {
    id: root

    required property int index
    required property var conversationId
    required property string title
    required property string snippet
    required property bool pinned
    required property var folder
    required property string folderName
    required property bool isFolder
    required property bool open
    required property int inside
    required property int section
    required property ConversationList conversations

    signal chosen
    signal exportRequested(format: int)
    signal newFolderRequested

    implicitHeight: slot.item ? (slot.item as Item).implicitHeight : Theme.row

    DropArea {
        id: target
        anchors.fill: parent
        keys: ["fettle/conversation"]
        onDropped: drop => root.conversations.moveToFolder(drop.source.conversation, root.folder)
    }
    Rectangle {
        anchors.fill: parent
        visible: target.containsDrag
        radius: Theme.radiusSmall
        color: Theme.colors.accentSoft
    }
    Loader {
        id: slot
        anchors.fill: parent
        focus: true
        sourceComponent: root.isFolder ? folderRow : conversationRow
    }
    // Qt 6.4 cannot load a bound component in a Loader, so these are not bound, and qmllint cannot follow them.
    // qmllint disable unqualified
    Component {
        id: folderRow
        FolderRow {
            focus: true
            title: root.title
            open: root.open
            inside: root.inside
            onToggled: root.conversations.toggleFolder(root.folder)
            onRenamed: title => root.conversations.renameFolder(root.folder, title)
            onRemoved: root.conversations.removeFolder(root.folder)
            onNewChatRequested: {
                root.conversations.createIn(root.folder);
                root.chosen();
            }
        }
    }
    Component {
        id: conversationRow
        ConversationRow {
            focus: true
            conversationId: root.conversationId
            title: root.title
            snippet: root.snippet
            pinned: root.pinned
            folder: root.folder
            folderName: root.folderName
            folders: root.conversations.folders
            nested: root.section === ConversationList.Folders && root.conversations.searchText === ""
            current: root.conversations.currentId === root.conversationId
            onClicked: {
                root.conversations.open(root.conversationId);
                root.chosen();
            }
            onRenamed: title => root.conversations.rename(root.conversationId, title)
            onRemoved: root.conversations.remove(root.conversationId)
            onPinToggled: root.conversations.setPinned(root.conversationId, !root.pinned)
            onMoveRequested: folder => root.conversations.moveToFolder(root.conversationId, folder)
            onNewFolderRequested: root.newFolderRequested()
            onExportRequested: format => root.exportRequested(format)
        }
    }
}
