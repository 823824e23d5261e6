// SPDX-License-Identifier: GPL-3.0-or-later
// The window by keyboard alone: shortcuts, and the names that Tab walks along.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "keyboard"

    function test_tabOrder() {
        start();
        askAndWait("hello");
        need("newChatButton").forceActiveFocus();
        const names = [];
        for (let i = 0; i < 40; ++i) {
            const item = win.activeFocusItem;
            verify(item !== null);
            const name = String(item.Accessible.name);
            verify(name !== "", "every stop has a name: " + item);
            if (names.indexOf(name) >= 0)
                break;
            names.push(name);
            keyClick(Qt.Key_Tab);
        }
        const wanted = ["New chat", "Search the conversations", "hello", "Models", "Settings", "Model: " + stage.workspace.library.currentName, "Hide the live measurements", "The model said", "Message", "Keyboard shortcuts"];
        let at = -1;
        for (const name of wanted) {
            const next = names.indexOf(name);
            verify(next > at, name + " comes in order in: " + names.join(" | "));
            at = next;
        }
    }

    function test_shortcuts() {
        start();
        const settings = stage.workspace.settings;
        keyClick(Qt.Key_B, Qt.ControlModifier);
        compare(settings.sidebarVisible, false);
        keyClick(Qt.Key_B, Qt.ControlModifier);
        compare(settings.sidebarVisible, true);
        keyClick(Qt.Key_J, Qt.ControlModifier);
        compare(settings.panelVisible, false);
        keyClick(Qt.Key_J, Qt.ControlModifier);
        keyClick(Qt.Key_Comma, Qt.ControlModifier);
        compare(win.page, "settings");
        keyClick(Qt.Key_1, Qt.ControlModifier);
        compare(win.page, "chat");
        verify(need("composer").activeFocus);
        keyClick(Qt.Key_Slash, Qt.ControlModifier);
        tryVerify(() => shows("Break the line"));
        keyClick(Qt.Key_Escape);
        tryVerify(() => !shows("Break the line"));
        keyClick(Qt.Key_L, Qt.ControlModifier);
        tryVerify(() => shows("Open a file…"));
        keyClick(Qt.Key_Escape);
        askAndWait("hello");
        keyClick(Qt.Key_N, Qt.ControlModifier);
        tryCompare(stage.workspace.chat.messages, "count", 0);
    }

    function test_arrowsWalkTheMessages() {
        start();
        askAndWait("hello");
        const view = need("messageView");
        view.forceActiveFocus();
        compare(view.currentIndex, 1);
        keyClick(Qt.Key_Up);
        compare(view.currentIndex, 0);
        compare(view.currentItem.Accessible.name, "You said");
        compare(view.currentItem.Accessible.description, "hello");
    }
}
