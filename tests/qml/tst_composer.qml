// SPDX-License-Identifier: GPL-3.0-or-later
// Keys in the composer: what sends, what breaks the line, what stops, and what an input method keeps for itself.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "composer"

    function test_enterSends() {
        start();
        need("composer").forceActiveFocus();
        typeText("hello");
        compare(stage.workspace.chat.draft, "hello");
        tryVerify(() => stage.workspace.chat.canSend);
        keyClick(Qt.Key_Return);
        tryCompare(stage.workspace.chat.messages, "count", 2);
        compare(need("composer").text, "");
        tryVerify(() => !stage.workspace.chat.busy);
    }

    function test_enterOfTheKeypadSends() {
        start();
        need("composer").forceActiveFocus();
        typeText("hello");
        tryVerify(() => stage.workspace.chat.canSend);
        keyClick(Qt.Key_Enter, Qt.KeypadModifier);
        tryCompare(stage.workspace.chat.messages, "count", 2);
        tryVerify(() => !stage.workspace.chat.busy);
    }

    function test_shiftEnterBreaksTheLine() {
        start();
        need("composer").forceActiveFocus();
        typeText("one");
        keyClick(Qt.Key_Return, Qt.ShiftModifier);
        typeText("two");
        compare(stage.workspace.chat.draft, "one\ntwo");
        compare(stage.workspace.chat.messages.count, 0);
    }

    function test_blankIsNotSent() {
        start();
        need("composer").forceActiveFocus();
        typeText("  ");
        keyClick(Qt.Key_Return);
        compare(stage.workspace.chat.messages.count, 0);
        verify(!need("sendButton").enabled);
    }

    function test_enterBelongsToTheInputMethodWhileItComposes() {
        start();
        const composer = need("composer");
        composer.forceActiveFocus();
        typeText("a");
        stage.composeText(composer, "nihao");
        tryCompare(composer, "preeditText", "nihao");
        keyClick(Qt.Key_Return);
        wait(50);
        compare(stage.workspace.chat.messages.count, 0);
        verify(!stage.workspace.chat.busy);
    }

    function test_escapeStops() {
        start(stage => {
            stage.story = "word ".repeat(4000);
            stage.rate = 200;
        });
        ask("go on");
        tryVerify(() => stage.workspace.chat.phase === ChatSession.Answering);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !stage.workspace.chat.busy, 1000);
        tryVerify(() => shows(qsTr("Stopped.")));
    }

    function test_oneButtonSendsAndStops() {
        start(stage => {
            stage.story = "word ".repeat(4000);
            stage.rate = 200;
        });
        need("composer").forceActiveFocus();
        typeText("go");
        const button = need("sendButton");
        compare(button.Accessible.name, "Send");
        mouseClick(button);
        tryCompare(button.Accessible, "name", "Stop");
        tryVerify(() => stage.workspace.chat.phase === ChatSession.Answering);
        mouseClick(button);
        tryVerify(() => !stage.workspace.chat.busy, 1000);
        compare(button.Accessible.name, "Send");
    }

    function test_growsToEightLines() {
        start();
        const composer = need("composer");
        const one = composer.parent.parent.height;
        stage.workspace.chat.draft = "x\n".repeat(4);
        tryVerify(() => composer.parent.parent.height > one * 2.5);
        stage.workspace.chat.draft = "x\n".repeat(7);
        wait(50);
        const eight = composer.parent.parent.height;
        stage.workspace.chat.draft = "x\n".repeat(60);
        wait(50);
        verify(composer.parent.parent.height <= eight + 1, "no higher than eight lines");
        verify(composer.implicitHeight > eight * 2, "the rest scrolls");
    }
}
