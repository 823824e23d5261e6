// SPDX-License-Identifier: GPL-3.0-or-later
// Asks where measurements shall be written.
import QtQuick
import QtQuick.Dialogs

FileDialog {
    id: root

    required property var exporter // that has suggestion(suffix)
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
