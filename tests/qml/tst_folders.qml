// SPDX-License-Identifier: GPL-3.0-or-later
// Folders of conversations: made, named, filled by menu and by drag, opened and closed by keys, deleted and taken back.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "folders"

    function titles() {
        return findAll(item => item.objectName === "folderRow" || item.objectName === "conversationRow").sort((a, b) => a.mapToItem(null, 0, 0).y - b.mapToItem(null, 0, 0).y).map(item => item.title);
    }

    function row(title) {
        return findAll(item => (item.objectName === "conversationRow" || item.objectName === "folderRow") && item.title === title)[0];
    }

    function menuItem(text) {
        tryVerify(() => findAll(item => item.text === text && item.subMenu !== undefined).length > 0, 5000, text);
        wait(50);
        return findAll(item => item.text === text && item.subMenu !== undefined)[0];
    }

    function makeFolder(name) {
        keyClick(Qt.Key_N, Qt.ControlModifier | Qt.ShiftModifier);
        tryVerify(() => find("nameField") !== null && find("nameField").activeFocus);
        typeText(name);
        keyClick(Qt.Key_Return);
        tryVerify(() => row(name) !== undefined);
        tryVerify(() => find("nameField") === null);
    }

    function startWithTwo() {
        start();
        askAndWait("apples");
        mouseClick(need("newChatButton"));
        askAndWait("pears");
        tryCompare(stage.workspace.conversations, "count", 2);
    }

    function dragTo(from, to) {
        const start = from.mapToItem(win.contentItem, 60, from.height / 2);
        const end = to.mapToItem(win.contentItem, 60, to.height / 2);
        mousePress(win.contentItem, start.x, start.y);
        for (let step = 1; step <= 10; ++step)
            mouseMove(win.contentItem, start.x + (end.x - start.x) * step / 10 + (step % 2), start.y + (end.y - start.y) * step / 10, 10);
        mouseRelease(win.contentItem, end.x, end.y);
    }

    function test_menuMakesOneAndMovesThere() {
        startWithTwo();
        mouseClick(need("exchangeButton"));
        mouseClick(menuItem("New folder…"));
        tryVerify(() => find("nameField") !== null);
        typeText("Fruit");
        keyClick(Qt.Key_Return);
        tryVerify(() => shows("Folders"));
        mouseClick(row("apples"), 60, 10, Qt.RightButton);
        mouseClick(menuItem("Move to a folder"));
        mouseClick(menuItem("Fruit"));
        tryVerify(() => String(titles()) === "Fruit,apples,pears", 5000, String(titles()));
        mouseClick(row("apples"), 60, 10, Qt.RightButton);
        mouseClick(menuItem("Move to a folder"));
        mouseClick(menuItem("Out of its folder"));
        tryVerify(() => String(titles()) === "Fruit,pears,apples", 5000, String(titles()));
    }

    function test_dragMovesInAndOut() {
        startWithTwo();
        makeFolder("Fruit");
        dragTo(row("apples"), row("Fruit"));
        tryVerify(() => String(titles()) === "Fruit,apples,pears", 5000, String(titles()));
        compare(stage.workspace.conversations.folders.length, 1);
        dragTo(row("apples"), row("pears"));
        tryVerify(() => String(titles()) === "Fruit,pears,apples", 5000, String(titles()));
        dragTo(row("pears"), need("composer"));
        wait(50);
        compare(String(titles()), "Fruit,pears,apples");
    }

    function test_keysOpenCloseAndRename() {
        startWithTwo();
        makeFolder("Fruit");
        stage.workspace.conversations.moveToFolder(row("apples").conversationId, stage.workspace.conversations.folders[0].id);
        tryVerify(() => titles()[1] === "apples");
        row("Fruit").forceActiveFocus();
        verify(row("Fruit").activeFocus);
        compare(row("Fruit").Accessible.name, "Folder Fruit, 1 conversations");
        keyClick(Qt.Key_Left);
        tryVerify(() => String(titles()) === "Fruit,pears", 5000, String(titles()));
        keyClick(Qt.Key_Right);
        tryVerify(() => String(titles()) === "Fruit,apples,pears");
        keyClick(Qt.Key_F2);
        verify(need("folderNameField").activeFocus);
        typeText("Food");
        keyClick(Qt.Key_Return);
        tryVerify(() => row("Food") !== undefined);
        keyClick(Qt.Key_F2);
        typeText("x");
        keyClick(Qt.Key_Escape);
        tryVerify(() => !find("folderNameField"));
        verify(row("Food") !== undefined);
    }

    function test_deleteKeepsAndUndoPutsBack() {
        startWithTwo();
        makeFolder("Fruit");
        stage.workspace.conversations.moveToFolder(row("apples").conversationId, stage.workspace.conversations.folders[0].id);
        tryVerify(() => titles()[1] === "apples");
        mouseClick(row("Fruit"), 60, 10, Qt.RightButton);
        mouseClick(menuItem("Delete the folder, keep its conversations"));
        tryVerify(() => String(titles()) === "pears,apples", 5000, String(titles()));
        mouseClick(need("noticeAction"));
        tryVerify(() => String(titles()) === "Fruit,apples,pears", 5000, String(titles()));
    }

    function test_newChatInAFolder() {
        startWithTwo();
        makeFolder("Fruit");
        mouseClick(row("Fruit"), 60, 10, Qt.RightButton);
        mouseClick(menuItem("New chat in this folder"));
        tryCompare(stage.workspace.chat.messages, "count", 0);
        askAndWait("plums");
        tryVerify(() => String(titles()) === "Fruit,plums,pears,apples", 5000, String(titles()));
    }

    function test_searchNamesTheFolder() {
        startWithTwo();
        makeFolder("Fruit");
        stage.workspace.conversations.moveToFolder(row("apples").conversationId, stage.workspace.conversations.folders[0].id);
        tryVerify(() => titles()[1] === "apples");
        keyClick(Qt.Key_K, Qt.ControlModifier);
        typeText("fruit");
        tryVerify(() => String(titles()) === "apples", 5000, String(titles()));
        verify(shows("Fruit"));
        keyClick(Qt.Key_Escape);
        tryVerify(() => String(titles()) === "Fruit,apples,pears");
    }
}
