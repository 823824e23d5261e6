// SPDX-License-Identifier: GPL-3.0-or-later
// Qt's own file dialog (there where the desktop has none) over a folder of hostile names.
import QtQuick
import QtTest
import Fettle.Models
import Fettle.Ui

WindowCase {
    id: root
    name: "file_dialog"

    function test_hostileNames() {
        start();
        for (const name of ["<img src=x>.gguf", "<b>bold<b>.gguf", "&lt;.gguf", "![x](y).gguf"])
            stage.newModelFile(name);
        const file = String(stage.newModelFile("plain.gguf"));
        const dialog = dialogs.createObject(win, { library: stage.workspace.library, currentFolder: file.substring(0, file.lastIndexOf("/")) });
        dialog.open();
        tryVerify(() => dialog.visible);
        wait(500);
        for (let i = 0; i < 6; ++i) {
            keyClick(Qt.Key_Down);
            wait(20);
        }
        dialog.close();
        dialog.destroy();
    }

    Component {
        id: dialogs
        OpenModelDialog {}
    }
}
