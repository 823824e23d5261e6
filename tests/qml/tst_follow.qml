// SPDX-License-Identifier: GPL-3.0-or-later
// The view follows a growing answer only while the reader is at the end.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "follow"

    function atEnd(view) {
        return Math.abs(view.originY + view.contentHeight - view.contentY - view.height) < 2;
    }

    function startLong() {
        start(stage => {
            stage.seedLong(60);
            stage.story = "A line of an answer that goes on for quite a while.\n\n".repeat(200);
            stage.rate = 500;
        });
        tryVerify(() => stage.workspace.conversations.count === 1);
        mouseClick(need("conversationRow"));
        tryVerify(() => stage.workspace.chat.messages.count === 60);
        const view = need("messageView");
        tryVerify(() => atEnd(view));
        wait(100);
        return view;
    }

    function test_opensAtTheEnd() {
        const view = startLong();
        tryVerify(() => atEnd(view));
    }

    function test_followsAtTheEnd() {
        const view = startLong();
        ask("go on");
        tryVerify(() => stage.workspace.chat.phase === ChatSession.Answering);
        for (let i = 0; i < 20; ++i) {
            wait(50);
            verify(view.following);
        }
        tryVerify(() => atEnd(view));
        keyClick(Qt.Key_Escape);
        tryVerify(() => !stage.workspace.chat.busy);
        tryVerify(() => atEnd(view));
    }

    function test_staysWhereTheReaderIs() {
        const view = startLong();
        ask("go on");
        tryVerify(() => stage.workspace.chat.phase === ChatSession.Answering);
        wait(300);
        mouseWheel(view, view.width / 2, view.height / 2, 0, 1200);
        tryVerify(() => !view.moving && !view.nearEnd);
        verify(!view.following);
        const itemAt = y => view.itemAt(view.width / 2, view.contentY + y);
        const seen = itemAt(view.height / 2) ?? itemAt(view.height / 2 + 2 * view.spacing); // there is space between two
        const at = seen.mapToItem(view, 0, 0).y;
        wait(500);
        compare(Math.round(seen.mapToItem(view, 0, 0).y), Math.round(at));
        const jump = need("jumpButton");
        mouseClick(jump);
        tryVerify(() => view.following && atEnd(view));
        stage.workspace.chat.stop();
        tryVerify(() => !stage.workspace.chat.busy);
    }

    function test_wheelBackToTheEndFollowsAgain() {
        const view = startLong();
        mouseWheel(view, view.width / 2, view.height / 2, 0, 1200);
        tryVerify(() => !view.moving && !view.following);
        for (let i = 0; i < 40 && !view.following; ++i) {
            mouseWheel(view, view.width / 2, view.height / 2, 0, -1200);
            tryVerify(() => !view.moving);
        }
        verify(view.following);
    }

    function test_sendingJumpsToTheEnd() {
        const view = startLong();
        mouseWheel(view, view.width / 2, view.height / 2, 0, 2400);
        tryVerify(() => !view.moving && !view.following);
        ask("go on");
        tryVerify(() => view.following && stage.workspace.chat.phase === ChatSession.Answering);
        tryVerify(() => atEnd(view));
        stage.workspace.chat.stop();
        tryVerify(() => !stage.workspace.chat.busy);
    }

    function test_keysScroll() {
        const view = startLong();
        view.forceActiveFocus();
        keyClick(Qt.Key_PageUp);
        verify(!view.following);
        keyClick(Qt.Key_End);
        verify(view.following);
    }

    function test_onlyNearMessagesAreAlive() {
        const view = startLong();
        wait(100);
        const alive = findAll(item => item.modelName !== undefined && item.latest !== undefined && item.index !== undefined && item.ours !== undefined);
        verify(alive.length < 30, "delegates alive: " + alive.length);
    }
}
