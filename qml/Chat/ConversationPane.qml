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
        delegate: ConversationRow {
            width: ListView.view.width
            current: root.conversations.currentId === conversationId
            onClicked: {
                root.conversations.open(conversationId);
                root.chosen();
            }
            onRenamed: title => root.conversations.rename(conversationId, title)
            onRemoved: root.conversations.remove(conversationId)
            onPinToggled: root.conversations.setPinned(conversationId, !pinned)
            onExportRequested: format => exportDialog.ask(conversationId, format)
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
    ImportDialog {
        id: importDialog
        conversations: root.conversations
    }
    ExportDialog {
        id: exportDialog
        conversations: root.conversations
    }
}
