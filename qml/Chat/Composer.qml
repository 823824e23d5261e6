// SPDX-License-Identifier: GPL-3.0-or-later
// Where the person writes: grows to eight lines, attached files above them; one button sends and stops.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

FocusScope {
    id: root

    required property ChatSession chat
    required property PresetList presets
    readonly property real lineHeight: metrics.lineSpacing
    readonly property real most: 8 * lineHeight + input.topPadding + input.bottomPadding

    readonly property Item dropZone: frame

    signal sent

    function send(): void {
        if (!chat.canSend)
            return;
        chat.send();
        sent();
    }
    function attach(): void {
        attach.choose();
    }
    function handled(event: var): bool {
        const composing = input.preeditText !== "" || input.inputMethodComposing;
        const enter = (event.key === Qt.Key_Return || event.key === Qt.Key_Enter) && !(event.modifiers & Qt.ShiftModifier);
        if (enter && !composing)
            send();
        return enter && !composing;
    }

    implicitHeight: frame.height
    onActiveFocusChanged: if (activeFocus)
        input.forceActiveFocus()

    FontMetrics {
        id: metrics
        font: input.font
    }
    Rectangle {
        id: frame
        width: parent.width
        height: chips.end + Math.max(scroll.height + 2 * Theme.tiny, action.height + 2 * Theme.small)
        radius: Theme.radiusLarge + Theme.tiny
        color: Theme.colors.raised
        border.width: Theme.hairline
        border.color: input.activeFocus ? Theme.colors.focus : Theme.colors.outline

        AttachmentChips {
            id: chips
            readonly property real end: visible ? y + height : 0

            x: Theme.medium
            y: Theme.medium
            width: parent.width - 2 * Theme.medium
            chat: root.chat
        }
        Flickable {
            id: scroll
            x: attach.x + attach.width
            y: chips.end + (frame.height - chips.end - height) / 2
            width: action.x - x - Theme.small
            height: Math.min(input.implicitHeight, root.most)
            contentHeight: input.implicitHeight
            boundsBehavior: Flickable.StopAtBounds
            clip: true
            ScrollBar.vertical: ScrollBar {}

            TextArea {
                id: input
                objectName: "composer"
                width: scroll.width
                implicitHeight: contentHeight + topPadding + bottomPadding
                focus: true
                background: null
                font.pixelSize: Theme.readingSize
                text: root.chat.draft
                placeholderText: qsTr("Ask something")
                activeFocusOnTab: true
                Accessible.name: qsTr("Message")
                Accessible.description: qsTr("Enter sends, Shift and Enter break the line.")
                onTextChanged: root.chat.draft = text
                onCursorRectangleChanged: scroll.contentY = Math.max(cursorRectangle.y + cursorRectangle.height + bottomPadding - scroll.height, Math.min(scroll.contentY, cursorRectangle.y - topPadding), 0)
                Keys.priority: Keys.BeforeItem
                Keys.onReturnPressed: event => event.accepted = root.handled(event)
                Keys.onEnterPressed: event => event.accepted = root.handled(event)
                Keys.onTabPressed: nextItemInFocusChain().forceActiveFocus(Qt.TabFocusReason)
                Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
                Keys.onEscapePressed: event => root.chat.busy ? root.chat.stop() : event.accepted = false
            }
        }
        PresetButton {
            id: preset
            anchors.left: parent.left
            anchors.bottom: parent.bottom
            anchors.margins: Theme.small
            presets: root.presets
        }
        AttachButton {
            id: attach
            anchors.left: preset.right
            anchors.bottom: preset.bottom
            attachments: root.chat.attachments
        }
        Button {
            id: action
            objectName: "sendButton"
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: Theme.small
            width: height
            leftPadding: 0
            rightPadding: 0
            highlighted: true
            enabled: root.chat.busy || root.chat.canSend
            display: AbstractButton.IconOnly
            icon.name: root.chat.busy ? "stop" : "send"
            text: root.chat.busy ? qsTr("Stop") : qsTr("Send")
            Accessible.name: text
            ToolTip.visible: hovered
            ToolTip.text: root.chat.busy ? qsTr("Stop (Esc)") : qsTr("Send (Enter)")
            onClicked: root.chat.busy ? root.chat.stop() : root.send()
        }
    }
}
