// SPDX-License-Identifier: GPL-3.0-or-later
// Messages written anew, answers given again, the way back to what was there; branches; answers that go on.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "versions"

    function startAsked() {
        start(stage => stage.story = "The first answer.");
        askAndWait("hello");
    }

    function test_editKeepsTheOldVersion() {
        startAsked();
        hover(need("editMessage"));
        mouseClick(need("editMessage"));
        const field = need("editField");
        compare(field.text, "hello");
        verify(field.activeFocus);
        field.selectAll();
        typeText("bonjour");
        stage.story = "The second answer.";
        keyClick(Qt.Key_Return);
        tryVerify(() => shows("bonjour") && shows("The second answer."));
        tryVerify(() => !stage.workspace.chat.busy);
        verify(shows("2/2"));
        mouseClick(need("olderVersion"));
        tryVerify(() => shows("hello") && shows("The first answer.") && shows("1/2"));
        mouseClick(need("newerVersion"));
        tryVerify(() => shows("bonjour") && shows("The second answer."));
    }

    function test_escapeLeavesItAsItWas() {
        startAsked();
        mouseClick(need("editMessage"));
        typeText("x");
        keyClick(Qt.Key_Escape);
        tryVerify(() => shows("hello") && find("editField") === null);
        compare(stage.workspace.chat.messages.count, 2);
    }

    function test_emptyEditIsNotSent() {
        startAsked();
        mouseClick(need("editMessage"));
        need("editField").selectAll();
        keyClick(Qt.Key_Delete);
        verify(!need("acceptEdit").enabled);
        keyClick(Qt.Key_Return);
        verify(need("editField").visible);
        mouseClick(need("cancelEdit"));
        tryVerify(() => shows("hello"));
    }

    function test_answerAgainHasVersions() {
        startAsked();
        stage.story = "Another answer.";
        mouseClick(need("answerAgain"));
        tryVerify(() => shows("Another answer.") && !stage.workspace.chat.busy && shows("2/2"));
        mouseClick(need("olderVersion"));
        tryVerify(() => shows("The first answer.") && shows("1/2"));
    }

    function test_shortcutAnswersAgain() {
        startAsked();
        stage.story = "Another answer.";
        keyClick(Qt.Key_R, Qt.ControlModifier);
        tryVerify(() => shows("Another answer."));
    }

    function test_stoppedAnswerGoesOn() {
        start(stage => {
            stage.story = "One two three four five six. ".repeat(100);
            stage.rate = 200;
        });
        ask("count");
        tryVerify(() => stage.workspace.chat.phase === ChatSession.Answering);
        wait(100);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !stage.workspace.chat.busy);
        stage.story = "The end.";
        stage.rate = 0;
        mouseClick(need("continueAnswer"));
        tryVerify(() => findAll(item => String(item.text).endsWith("The end.") && item.positionToRectangle !== undefined).length === 1);
        compare(stage.workspace.chat.messages.count, 2);
        tryVerify(() => find("continueAnswer") === null);
    }

    function test_branchIsAConversation() {
        startAsked();
        askAndWait("more");
        mouseClick(findAll(item => item.objectName === "branchOff")[0]);
        tryVerify(() => stage.workspace.conversations.count === 2 && stage.workspace.chat.messages.count === 2);
        tryVerify(() => shows("hello (branch)"));
    }
}
