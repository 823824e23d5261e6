// SPDX-License-Identifier: GPL-3.0-or-later
// Conversations out to files and in again, by the menus, the dialogs and the drop of a file.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "exchange"

    function fixture(name) {
        return Qt.resolvedUrl("../storage/exchange/fixtures/" + name);
    }

    function fileInFolder(name) {
        const model = String(stage.newModelFile("plain.gguf"));
        return model.substring(0, model.lastIndexOf("/") + 1) + name;
    }

    function dialog(name) {
        return Array.from(need("conversationPane").data).find(object => object.objectName === name);
    }

    // Chooses a file in the dialog that is open, as its own list would.
    function choose(name, file) {
        const chooser = dialog(name);
        tryVerify(() => chooser.visible, 5000, name + " is open");
        chooser.selectedFile = file;
        chooser.accepted();
        chooser.close();
        tryVerify(() => !chooser.visible);
    }

    function drop(files) {
        findAll(item => item.filesDropped !== undefined)[0].filesDropped(files);
    }

    function menuItem(text) {
        tryVerify(() => findAll(item => item.text === text && item.subMenu !== undefined).length > 0, 5000, text);
        wait(50);
        return findAll(item => item.text === text && item.subMenu !== undefined)[0];
    }

    function exportBy(text, file) {
        mouseClick(need("conversationRow"), 20, 10, Qt.RightButton);
        mouseClick(menuItem("Export"));
        mouseClick(menuItem(text));
        choose("exportDialog", file);
        tryVerify(() => notices().some(words => words.includes("was written to")), 5000, "it says where");
        mouseClick(named("Dismiss", "IconButton"));
    }

    function importBy(file) {
        mouseClick(need("exchangeButton"));
        mouseClick(menuItem("Import conversations…"));
        choose("importDialog", file);
    }

    function notices() {
        return findAll(item => item.noticeId !== undefined).map(item => item.text);
    }

    function test_outAndIn() {
        start(stage => stage.seedEveryKind());
        tryCompare(stage.workspace.conversations, "count", 1);
        const file = fileInFolder("all of it.json");
        exportBy("JSON, all of it…", file);
        hover(need("conversationRow"));
        mouseClick(need("deleteButton"));
        tryCompare(stage.workspace.conversations, "count", 0);
        importBy(file);
        tryCompare(stage.workspace.conversations, "count", 1);
        tryVerify(() => notices().includes("1 conversation was imported."));
        tryCompare(stage.workspace.chat.messages, "count", 8);
        tryVerify(() => shows("Every kind"));
        importBy(file);
        tryVerify(() => notices().includes("Nothing was imported. Already here: 1."));
    }

    function test_eachFormat() {
        start(stage => stage.seedAnswer("Of text."));
        tryCompare(stage.workspace.conversations, "count", 1);
        let count = 1;
        for (const text of ["Markdown, to read…", "OpenAI messages…", "ShareGPT…"]) {
            const file = fileInFolder("of kind " + count);
            exportBy(text, file);
            importBy(file);
            tryCompare(stage.workspace.conversations, "count", ++count);
        }
    }

    function test_theProposedNameIsOfTheConversation() {
        start(stage => stage.seedText("../a/b: <img>"));
        tryCompare(stage.workspace.conversations, "count", 1);
        mouseClick(need("conversationRow"), 20, 10, Qt.RightButton);
        mouseClick(menuItem("Export"));
        mouseClick(menuItem("Markdown, to read…"));
        const chooser = dialog("exportDialog");
        tryVerify(() => chooser.visible);
        verify(String(chooser.selectedFile).endsWith(".md"));
        compare(String(chooser.selectedFile).split("/").length, String(stage.workspace.conversations.exportFolder()).split("/").length + 1);
        chooser.close();
    }

    function test_anotherProgramAndUndo() {
        start();
        importBy(fixture("chatgpt.json"));
        tryCompare(stage.workspace.conversations, "count", 2);
        tryVerify(() => notices().includes("2 conversations were imported."));
        mouseClick(need("noticeAction"));
        tryCompare(stage.workspace.conversations, "count", 0);
        tryCompare(stage.workspace.notices, "count", 0);
    }

    function test_badFileIsASentence() {
        start();
        importBy(stage.newModelFile("<b>no<b>.json"));
        tryVerify(() => notices().some(words => words.startsWith("Nothing was imported. Left out: 1. <b>no<b>.json holds no conversation")));
        compare(stage.workspace.conversations.count, 0);
        drop([fixture("sharegpt.json"), stage.newModelFile("b.json")]);
        tryVerify(() => notices().some(words => words.startsWith("2 conversations were imported. Left out: 1.")));
    }

    function test_exportAll() {
        start(stage => stage.seedDays());
        tryCompare(stage.workspace.conversations, "count", 9);
        mouseClick(need("exchangeButton"));
        mouseClick(menuItem("Export all conversations…"));
        choose("exportDialog", fileInFolder("all.json"));
        tryVerify(() => notices().some(words => words.startsWith("9 conversations were written to")));
    }

    function test_dropImports() {
        start();
        drop([fixture("open_webui.json"), fixture("jan/thread.json")]);
        tryCompare(stage.workspace.conversations, "count", 2);
        drop([stage.newModelFile("second.gguf")]);
        tryVerify(() => stage.workspace.library.currentPath.endsWith("second.gguf"));
    }
}
