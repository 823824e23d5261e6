// SPDX-License-Identifier: GPL-3.0-or-later
// More than 300 hostile messages, each as a question and as an answer, walked through in the real view: nothing is
// asked of the network (WindowCase), nothing is opened, nothing falls or hangs. What a frame costs is measured by
// tests/bench/bench_hostile.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "hostile_messages"

    function test_walkThroughAll() {
        start(stage => stage.seedHostile());
        verify(stage.hostileCount >= 300, stage.hostileCount + " messages");
        tryCompare(stage.workspace.conversations, "count", 1);
        mouseClick(need("conversationRow"));
        tryVerify(() => stage.workspace.chat.messages.count === 2 * stage.hostileCount, 20000);
        const view = need("messageView");
        let drawn = 0;
        for (let row = 0; row < view.count; row += 2) { // the answer comes with it
            view.positionViewAtIndex(row, ListView.Beginning);
            view.forceLayout();
            drawn += view.itemAtIndex(row) ? 1 : 0;
            if (row % 8 === 0)
                wait(0); // a frame: what is near is polished and drawn
        }
        compare(drawn, stage.hostileCount, "each was made");
        compare(stage.opened, 0, "no file of the bait was opened");
        verify(win.active);
    }

    function test_theBaitIsWatched() {
        start(stage => stage.seedHostile());
        stage.openBait();
        tryVerify(() => stage.opened === 1);
    }
}
