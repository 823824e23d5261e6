// SPDX-License-Identifier: GPL-3.0-or-later
// Asks where measurements shall be written.
import QtQuick
import QtQuick.Dialogs
import Fettle.Ui

FileDialog {
    id: root

    required property LiveExport exporter
    required property string suffix
    required property string kind

    function ask(): void {
        selectedFile = exporter.suggestion(suffix);
        open();
    }

    fileMode: FileDialog.SaveFile
    defaultSuffix: suffix
    nameFilters: [kind, qsTr("All files (*)")]
}
