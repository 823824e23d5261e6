// SPDX-License-Identifier: GPL-3.0-or-later
// A message that is written anew in its place: Enter sends, Shift+Enter breaks the line, Esc leaves it as it was.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

FocusScope {
    id: root

    required property string original

    signal accepted(text: string)
    signal cancelled

    function accept(): void {
        if (input.text.trim() !== "")
            accepted(input.text);
    }
    function handled(event: var): bool {
        const composing = input.preeditText !== "" || input.inputMethodComposing;
        const enter = (event.key === Qt.Key_Return || event.key === Qt.Key_Enter) && !(event.modifiers & Qt.ShiftModifier);
        if (enter && !composing)
            accept();
        return enter && !composing;
    }

    implicitHeight: column.implicitHeight
    Component.onCompleted: {
        input.text = original;
        input.cursorPosition = input.length;
        input.forceActiveFocus();
    }
    Keys.onEscapePressed: cancelled()

    Column {
        id: column
        width: parent.width
        spacing: Theme.small

        TextArea {
            id: input
            objectName: "editField"
            width: parent.width
            focus: true
            wrapMode: TextArea.Wrap
            textFormat: TextEdit.PlainText
            font.pixelSize: Theme.readingSize
            Accessible.name: qsTr("Message")
            Keys.onPressed: event => event.accepted = root.handled(event)
        }
        Row {
            anchors.right: parent.right
            spacing: Theme.small

            Button {
                objectName: "cancelEdit"
                flat: true
                text: qsTr("Cancel")
                activeFocusOnTab: true
                onClicked: root.cancelled()
            }
            Button {
                objectName: "acceptEdit"
                highlighted: true
                enabled: input.text.trim() !== ""
                text: qsTr("Send")
                activeFocusOnTab: true
                onClicked: root.accept()
            }
        }
    }
}
