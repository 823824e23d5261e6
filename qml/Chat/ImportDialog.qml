// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for files of conversations, of Fettle or of other programs.
import QtQuick
import QtQuick.Dialogs
import Fettle.Ui

FileDialog {
    id: root

    required property ConversationList conversations

    objectName: "importDialog"
    title: qsTr("Import conversations")
    fileMode: FileDialog.OpenFiles
    nameFilters: [qsTr("Conversations (*.json *.jsonl *.md *.chat)"), qsTr("All files (*)")]
    onAccepted: conversations.importFrom(selectedFiles)
}
