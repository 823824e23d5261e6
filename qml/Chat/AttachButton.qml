// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses text files that go along with the message.
import QtQuick
import QtQuick.Dialogs
import Fettle.Parts
import Fettle.Ui

IconButton {
    id: root

    required property AttachmentList attachments

    function choose(): void {
        dialog.open();
    }

    objectName: "attachButton"
    glyph: "clip"
    text: qsTr("Attach text files")
    shortcut: qsTr("Ctrl+U")
    onClicked: choose()

    FileDialog {
        id: dialog
        objectName: "attachDialog"
        title: qsTr("Attach text files")
        fileMode: FileDialog.OpenFiles
        nameFilters: [qsTr("All files (*)")]
        onAccepted: root.attachments.add(selectedFiles)
    }
}
