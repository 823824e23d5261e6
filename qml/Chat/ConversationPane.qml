// SPDX-License-Identifier: GPL-3.0-or-later
// The left side: a new chat, the search, the conversations by day.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

ColumnLayout {
    id: root

    required property ConversationList conversations
    readonly property var sectionNames: ({
            [ConversationList.Pinned]: qsTr("Kept on top"),
            [ConversationList.Folders]: qsTr("Folders"),
            [ConversationList.Today]: qsTr("Today"),
            [ConversationList.Yesterday]: qsTr("Yesterday"),
            [ConversationList.LastSevenDays]: qsTr("Last 7 days"),
            [ConversationList.LastThirtyDays]: qsTr("Last 30 days"),
            [ConversationList.Older]: qsTr("Older")
        })

    signal chosen

    function find(): void {
        search.forceActiveFocus();
        search.selectAll();
    }

    function newFolder(conversation: var): void {
        folderDialog.conversation = conversation;
        folderDialog.ask("");
    }

    objectName: "conversationPane"
    spacing: Theme.small

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.tiny

        Button {
            objectName: "newChatButton"
            Layout.fillWidth: true
            icon.name: "plus"
            text: qsTr("New chat")
            ToolTip.visible: hovered
            ToolTip.text: qsTr("New chat (Ctrl+N)")
            Accessible.name: text
            activeFocusOnTab: true
            onClicked: {
                root.conversations.create();
                root.chosen();
            }
        }
        ExchangeButton {
            onImportRequested: importDialog.open()
            onExportRequested: exportDialog.ask(0, ConversationList.Fettle)
            onFolderRequested: root.newFolder(0)
        }
    }
    SearchField {
        id: search
        objectName: "searchField"
        Layout.fillWidth: true
        placeholderText: qsTr("Search the conversations")
        text: root.conversations.searchText
        onTextChanged: root.conversations.searchText = text
        onCleared: root.conversations.searchText = ""
    }
    ListView {
        id: list
        objectName: "conversationList"
        Layout.fillWidth: true
        Layout.fillHeight: true
        clip: true
        model: root.conversations
        spacing: Theme.focusWidth
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: Math.max(0, height)
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Conversations")
        ScrollBar.vertical: ScrollBar {}
        // Qt 6.4 cannot make a bound component of a section, so this file is not bound.
        // qmllint disable unqualified
        section.property: root.conversations.searchText === "" ? "section" : ""
        section.delegate: Label {
            required property string section

            width: ListView.view.width
            topPadding: Theme.large
            bottomPadding: Theme.tiny
            leftPadding: Theme.medium
            text: root.sectionNames[section] ?? ""
            color: Theme.colors.textMuted
            font.pixelSize: Theme.captionSize
            font.weight: Font.Medium
        }
        // qmllint disable unqualified
        delegate: SidebarRow {
            width: ListView.view.width
            conversations: root.conversations
            onActiveFocusChanged: if (activeFocus)
                list.currentIndex = index
            onChosen: root.chosen()
            onExportRequested: format => exportDialog.ask(conversationId, format)
            onNewFolderRequested: root.newFolder(conversationId)
        }

        Label {
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.large
            visible: list.count === 0
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.conversations.searchText === "" ? qsTr("What you ask is kept here.") : qsTr("Nothing was found.")
            color: Theme.colors.textFaint
        }
    }
    NameDialog {
        id: folderDialog
        property var conversation: 0 // that is put into it; 0: none

        title: qsTr("New folder")
        label: qsTr("Name of the folder")
        onNamed: name => root.conversations.createFolder(name, conversation)
    }
    ImportDialog {
        id: importDialog
        conversations: root.conversations
    }
    ExportDialog {
        id: exportDialog
        conversations: root.conversations
    }
}
