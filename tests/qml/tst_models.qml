// SPDX-License-Identifier: GPL-3.0-or-later
// The picker and the page of models: load, progress, failure, unload, forget, a file from outside.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "models"

    function test_pickerListsAndLoads() {
        start();
        stage.workspace.library.loadUrl(stage.newModelFile("second.gguf"));
        tryVerify(() => stage.workspace.library.state === ModelLibrary.Ready && stage.workspace.library.currentPath.endsWith("second.gguf"));
        keyClick(Qt.Key_L, Qt.ControlModifier);
        tryVerify(() => shows("Open a file…"));
        const rowsOf = () => findAll(item => item.sizeBytes !== undefined && item.loadShare !== undefined);
        tryVerify(() => rowsOf().length === 2); // the list makes its rows when it is polished
        const rows = rowsOf();
        mouseClick(rows.find(row => row.starter));
        tryVerify(() => stage.workspace.library.currentIsStarter && stage.workspace.library.state === ModelLibrary.Ready);
    }

    function test_loadingShowsItsProgress() {
        start();
        stage.loadMs = 1200;
        stage.workspace.library.reload();
        tryVerify(() => stage.workspace.library.state === ModelLibrary.Loading);
        tryVerify(() => stage.workspace.library.loadShare > 0.1 && stage.workspace.library.loadShare < 1);
        verify(need("modelButton").words.startsWith("Loading"));
        tryVerify(() => stage.workspace.library.state === ModelLibrary.Ready);
    }

    function test_ejectAndLoadAgain() {
        start();
        keyClick(Qt.Key_L, Qt.ControlModifier);
        tryVerify(() => shows("Open a file…"));
        wait(50);
        mouseClick(named("Unload the model", "IconButton"));
        tryVerify(() => stage.workspace.library.state === ModelLibrary.None);
        compare(need("modelButton").words, "Choose a model");
        verify(!stage.workspace.chat.canSend);
    }

    function test_failureIsASentence() {
        start();
        stage.failLoads("second.gguf is not a GGUF file.");
        stage.workspace.library.loadUrl(stage.newModelFile("second.gguf"));
        tryVerify(() => stage.workspace.library.state === ModelLibrary.Failed);
        win.page = "models";
        tryVerify(() => shows("second.gguf is not a GGUF file."));
    }

    function test_forgetOnThePage() {
        start();
        stage.workspace.library.loadUrl(stage.newModelFile("second.gguf"));
        tryVerify(() => stage.workspace.library.state === ModelLibrary.Ready && stage.workspace.library.count === 2);
        win.page = "models";
        need("modelsPage");
        const forget = findAll(item => String(item.Accessible.name).startsWith("Forget this file"));
        compare(forget.length, 1, "the starter cannot be forgotten");
        mouseClick(forget[0]);
        tryCompare(stage.workspace.library, "count", 1);
    }
}
