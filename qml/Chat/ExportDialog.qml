// SPDX-License-Identifier: GPL-3.0-or-later
// Asks where a conversation, or all of them, shall be written.
import QtQuick
import QtQuick.Dialogs
import Fettle.Ui

FileDialog {
    id: root

    required property ConversationList conversations
    property var conversationId: 0 // 0: all
    property int format: ConversationList.Fettle
    readonly property bool readable: format === ConversationList.Markdown

    function ask(id: var, chosen: int): void {
        conversationId = id;
        format = chosen;
        currentFolder = conversations.exportFolder();
        selectedFile = conversations.exportUrl(id, chosen);
        open();
    }

    objectName: "exportDialog"
    title: conversationId === 0 ? qsTr("Export all conversations") : qsTr("Export the conversation")
    fileMode: FileDialog.SaveFile
    nameFilters: [readable ? qsTr("Markdown (*.md)") : qsTr("JSON (*.json *.jsonl)"), qsTr("All files (*)")]
    onAccepted: conversations.exportTo(conversationId, selectedFile, format)
}
