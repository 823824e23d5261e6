// SPDX-License-Identifier: GPL-3.0-or-later
// The files that went along with a message, folded.
pragma ComponentBehavior: Bound
import QtQuick
import Fettle.Ui

Column {
    id: root

    required property var attachments // of { name, tokens }
    required property MessageList messages
    required property int row // of the message among them
    property Item view: null

    objectName: "messageFiles"
    visible: attachments.length > 0

    Repeater {
        model: root.attachments

        AttachmentBlock {
            required property int index
            required property var modelData

            width: root.width
            name: modelData.name
            tokens: modelData.tokens
            view: root.view
            onBlocksWanted: blocks = root.messages?.attachmentBlocks(root.row, index) ?? null
        }
    }
}
