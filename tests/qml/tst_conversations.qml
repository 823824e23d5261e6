// SPDX-License-Identifier: GPL-3.0-or-later
// The list on the left: new, open, rename in place, delete and take it back, search.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "conversations"

    function rows() {
        return findAll(item => item.objectName === "conversationRow");
    }

    function test_groupedByDay() {
        start(stage => stage.seedDays());
        tryVerify(() => shows("Today"));
        for (const day of ["Yesterday", "Last 7 days", "Last 30 days", "Older"])
            verify(shows(day), day);
    }

    function test_newOneIsListedWithItsFirstMessage() {
        start();
        tryVerify(() => shows("What you ask is kept here."));
        askAndWait("How large is a model?");
        tryCompare(stage.workspace.conversations, "count", 1);
        tryVerify(() => rows().length === 1);
        compare(rows()[0].Accessible.name, "How large is a model?");
        mouseClick(need("newChatButton"));
        tryCompare(stage.workspace.chat.messages, "count", 0);
        compare(stage.workspace.conversations.count, 1);
    }

    function test_renameInPlace() {
        start();
        askAndWait("first");
        hover(need("conversationRow"));
        mouseClick(need("renameButton"));
        verify(need("renameField").activeFocus);
        typeText("better");
        keyClick(Qt.Key_Return);
        tryVerify(() => rows()[0].Accessible.name === "better");
    }

    function test_escapeLeavesTheTitle() {
        start();
        askAndWait("first");
        rows()[0].forceActiveFocus();
        keyClick(Qt.Key_F2);
        typeText("other");
        keyClick(Qt.Key_Escape);
        tryVerify(() => !find("renameField"));
        compare(rows()[0].Accessible.name, "first");
    }

    function test_deleteAndUndo() {
        start();
        askAndWait("first");
        hover(need("conversationRow"));
        mouseClick(need("deleteButton"));
        tryCompare(stage.workspace.conversations, "count", 0);
        tryVerify(() => findAll(item => String(item.text).indexOf("first") >= 0 && String(item.text).indexOf("deleted") >= 0).length > 0);
        mouseClick(need("noticeAction"));
        tryCompare(stage.workspace.conversations, "count", 1);
        tryCompare(stage.workspace.notices, "count", 0);
    }

    function test_noBareKeyDeletes() {
        start();
        askAndWait("first");
        rows()[0].forceActiveFocus();
        keyClick(Qt.Key_Delete);
        keyClick(Qt.Key_Backspace);
        wait(50);
        compare(stage.workspace.conversations.count, 1);
    }

    function test_search() {
        start(stage => stage.seedDays());
        tryVerify(() => stage.workspace.conversations.count === 9);
        keyClick(Qt.Key_K, Qt.ControlModifier);
        verify(need("searchField").activeFocus);
        typeText("perplex");
        tryCompare(stage.workspace.conversations, "count", 1);
        typeText("zzz");
        tryVerify(() => shows("Nothing was found."));
        keyClick(Qt.Key_Escape);
        tryCompare(stage.workspace.conversations, "count", 9);
    }
}
