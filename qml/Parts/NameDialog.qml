// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for one line.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Dialog {
    id: root

    property alias text: field.text
    property string label: ""

    signal named(text: string)

    function ask(suggestion: string): void {
        field.text = suggestion;
        open();
        field.forceActiveFocus();
        field.selectAll();
    }

    anchors.centerIn: Overlay.overlay
    width: Theme.popup
    modal: true
    focus: true
    standardButtons: Dialog.Cancel | Dialog.Save
    onAccepted: if (field.text.trim() !== "")
        named(field.text.trim())

    contentItem: TextField {
        id: field
        objectName: "nameField"
        Accessible.name: root.label
        placeholderText: root.label
        onAccepted: root.accept()
    }
}
