// SPDX-License-Identifier: GPL-3.0-or-later
// The app's real window on a stage, for one test function at a time. Every warning is a failure.
import QtQuick
import QtTest
import Fettle.Shell
import Fettle.TestKit
import Fettle.Ui

TestCase {
    id: root

    property Stage stage: null
    property var win: null

    when: windowShown
    width: 100
    height: 100

    function start(prepare) {
        stage = stageComponent.createObject(root);
        if (prepare)
            prepare(stage);
        stage.open();
        win = windowComponent.createObject(null, { workspace: stage.workspace, reducedMotion: true, width: 1200, height: 800 });
        win.requestActivate();
        tryVerify(() => win.active, 5000, "the window is active");
        tryVerify(() => stage.workspace.ready && stage.workspace.library.state !== ModelLibrary.Loading);
    }

    function init() {
        failOnWarning(/.?/);
    }

    function cleanup() {
        compare(stage ? stage.refusedRequests : 0, 0, "no text asked for the network");
        if (win)
            win.destroy();
        wait(0);
        if (stage)
            stage.destroy();
        win = stage = null;
        wait(0);
    }

    function hover(item) {
        mouseMove(item, item.width / 2 - 1, item.height / 2);
        mouseMove(item, item.width / 2, item.height / 2);
    }

    function named(name, type) {
        return findAll(item => item.Accessible.name === name && String(item).startsWith(type))[0];
    }

    // Depth first over what is drawn, popups included; only visible items.
    function find(name, from) {
        const item = from ?? win.contentItem.parent;
        if (!item.visible)
            return null;
        if (item.objectName === name)
            return item;
        for (let i = item.children.length - 1; i >= 0; --i) {
            const found = find(name, item.children[i]);
            if (found)
                return found;
        }
        return null;
    }

    function need(name) {
        tryVerify(() => find(name) !== null, 5000, name + " is in the window");
        return find(name);
    }

    function findAll(accept, from, found) {
        const all = found ?? [];
        const item = from ?? win.contentItem.parent;
        if (!item.visible)
            return all;
        if (accept(item))
            all.push(item);
        for (let i = 0; i < item.children.length; ++i)
            findAll(accept, item.children[i], all);
        return all;
    }

    // Lists make their rows when they are polished, which is later than their model changes.
    function settle() {
        const view = find("messageView");
        if (view && view.itemAtIndex)
            tryVerify(() => view.itemAtIndex(view.count - 1) !== null, 5000, "the last message is drawn");
        if (find("conversationList") && stage.workspace.conversations.count > 0)
            tryVerify(() => find("conversationRow") !== null, 5000, "the conversations are drawn");
        wait(60);
    }

    function shows(text) {
        return findAll(item => item.text === text).length > 0;
    }

    function typeText(text) {
        for (const letter of text)
            keyClick(letter);
    }

    function ask(text) {
        need("composer").forceActiveFocus();
        stage.workspace.chat.draft = text;
        tryVerify(() => stage.workspace.chat.canSend);
        keyClick(Qt.Key_Return);
    }

    function askAndWait(text) {
        const before = stage.workspace.chat.messages.count;
        ask(text);
        tryVerify(() => !stage.workspace.chat.busy && stage.workspace.chat.messages.count >= before + 2, 20000, "the answer ended");
        settle();
    }

    Component {
        id: stageComponent
        Stage {}
    }
    Component {
        id: windowComponent
        Main {}
    }
}
