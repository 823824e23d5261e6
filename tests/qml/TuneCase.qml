// SPDX-License-Identifier: GPL-3.0-or-later
// A window with its page Tune open, and the ways to its controls.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root

    property var room: null
    property var page: null

    function enter() {
        start();
        stage.workspace.library.loadUrl(stage.copyRealModel("small-F16.gguf"));
        tryVerify(() => stage.workspace.library.state === ModelLibrary.Ready && stage.workspace.library.currentName === "Storyteller");
        mouseClick(need("tuneEntry"));
        tryCompare(win, "page", "tune");
        page = need("tunePage");
        room = stage.workspace.tune;
    }

    function scrollTo(item) {
        page.contentY = Math.max(0, Math.min(page.contentHeight - page.height, item.mapToItem(page.contentItem, 0, 0).y - 200));
        wait(60);
    }

    function press(name) {
        const item = need(name);
        scrollTo(item);
        mouseClick(item);
        wait(30);
    }

    function chooseModel() {
        tryVerify(() => findAll(item => item.objectName === "tuneModel" && item.hint.includes("small-F16.gguf")).length === 1);
        const card = findAll(item => item.objectName === "tuneModel" && item.hint.includes("small-F16.gguf"))[0];
        scrollTo(card);
        mouseClick(card);
        tryCompare(room, "step", TuneRoom.Aim);
        tryVerify(() => !room.previewing, 20000);
    }
}
