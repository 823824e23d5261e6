// SPDX-License-Identifier: GPL-3.0-or-later
// Text files that go along with a message: by the button, the shortcut and a drop; as chips, as refusals, in the message.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "attachments"

    function dropSheet() {
        return findAll(item => item.filesAttached !== undefined)[0];
    }

    function attach(name, text) {
        const before = stage.workspace.chat.attachments.count;
        dropSheet().filesAttached([stage.newTextFile(name, text)]);
        tryCompare(stage.workspace.chat.attachments, "count", before + 1);
        tryVerify(() => stage.workspace.chat.attachments.tokens >= 0);
    }

    function notices() {
        return findAll(item => item.noticeId !== undefined).map(item => item.text);
    }

    function test_buttonAndShortcutChooseFiles() {
        start();
        const button = need("attachButton");
        const dialog = Array.from(button.data).find(object => object.objectName === "attachDialog");
        mouseClick(button);
        tryVerify(() => dialog.visible);
        dialog.close();
        tryVerify(() => !dialog.visible);
        need("composer").forceActiveFocus();
        keyClick(Qt.Key_U, Qt.ControlModifier);
        tryVerify(() => dialog.visible);
        dialog.selectedFile = stage.newTextFile("chosen.txt", "some text");
        dialog.accepted();
        dialog.close();
        tryVerify(() => find("attachmentChip") !== null);
        verify(shows("chosen.txt"));
    }

    function test_chipNamesAndCounts() {
        start();
        attach("notes & <b>.txt", "x".repeat(400));
        const chip = need("attachmentChip");
        verify(shows("notes & <b>.txt"));
        tryVerify(() => /^notes & <b>\.txt, 1\d\d tokens$/.test(chip.Accessible.name)); // counted off this thread
        mouseClick(need("removeAttachment"));
        tryVerify(() => find("attachmentChip") === null);
        compare(stage.workspace.chat.attachments.count, 0);
    }

    function test_keyboardLeavesOneOut() {
        start();
        attach("a.txt", "text");
        need("removeAttachment").forceActiveFocus();
        keyClick(Qt.Key_Space);
        tryCompare(stage.workspace.chat.attachments, "count", 0);
    }

    function test_goesAlongAndUnfolds() {
        start();
        attach("recipe.py", "print('flour')");
        askAndWait("explain");
        verify(find("attachmentChip") === null, "they are sent");
        const head = need("attachmentHead");
        verify(head.text.startsWith("recipe.py · "), head.text);
        verify(find("attachmentText") === null, "folded");
        verify(head.width > 60 && head.mapToItem(need("messageView"), head.width, 0).x <= need("messageView").width, "it is seen whole");
        verify(head.mapToItem(null, 0, head.height).y <= need("editMessage").mapToItem(null, 0, 0).y, "above what can be done with the message");
        head.forceActiveFocus();
        keyClick(Qt.Key_Space);
        tryVerify(() => findAll(item => String(item.text).includes("print('flour')")).length > 0);
        compare(head.Accessible.description, "Unfolded");
        mouseClick(head);
        tryVerify(() => find("attachmentText") === null);
    }

    function test_tooMuchIsSaidAndNotSent() {
        start();
        attach("large.txt", "x".repeat(12000));
        need("composer").forceActiveFocus();
        typeText("sum");
        tryVerify(() => find("obstacle") !== null);
        const words = need("obstacle").text;
        verify(words.includes("3,00") && words.includes("2,048"), words);
        keyClick(Qt.Key_Return);
        wait(50);
        compare(stage.workspace.chat.messages.count, 0);
        verify(!need("sendButton").enabled);
        mouseClick(need("removeAttachment"));
        tryVerify(() => find("obstacle") === null && need("sendButton").enabled);
        compare(need("composer").text, "sum");
    }

    function test_refusedOnesSaySo() {
        start();
        dropSheet().filesAttached([stage.newTextFile("empty.txt", ""), "https://example.org/a.txt", stage.newTextFile("zero.bin", "a\u0000b")]);
        tryVerify(() => notices().length === 3);
        verify(notices().includes("“empty.txt” is empty; nothing was attached."));
        verify(notices().includes("“zero.bin” holds no text; only text files can be attached."));
        verify(find("attachmentChip") === null);
    }

    function test_whereTheDropGoes() {
        start();
        const sheet = dropSheet();
        const zone = need("sendButton");
        const inside = zone.mapToItem(sheet, 5, 5);
        verify(sheet.isOverZone(inside.x, inside.y));
        verify(!sheet.isOverZone(inside.x, 100));
        win.page = "models";
        verify(!sheet.isOverZone(inside.x, inside.y));
    }
}
