// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses a GGUF file on the disk.
import QtQuick
import QtQuick.Dialogs
import Fettle.Ui

FileDialog {
    id: root

    required property ModelLibrary library

    title: qsTr("Open a model file")
    nameFilters: [qsTr("Model files (*.gguf)"), qsTr("All files (*)")]
    onAccepted: library.loadUrl(selectedFile)
}
