// SPDX-License-Identifier: GPL-3.0-or-later
// A message that is too long for one frame: its beginning, how much that is, and the rest on request.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "longMessages"

    readonly property string word: "thisgoesonwithoutaspace"
    readonly property string endless: word.repeat(1000) + " the needle"

    function open(prepare) {
        start(prepare);
        tryVerify(() => stage.workspace.conversations.count === 1);
        mouseClick(need("conversationRow"));
        tryVerify(() => stage.workspace.chat.messages.count > 0);
        settle();
        return need("messageView");
    }

    function pieces() {
        return findAll(item => item.positionToRectangle !== undefined && String(item.text).includes(word.slice(0, 8)));
    }

    // Heights and places come to rest, and stay.
    function rests(view) {
        let last = [];
        tryVerify(() => {
            const now = [view.contentHeight, view.contentY];
            const same = now[0] === last[0] && now[1] === last[1];
            last = now;
            wait(100);
            return same;
        }, 20000, "the view comes to rest");
        for (let i = 0; i < 5; ++i) {
            wait(50);
            compare(view.contentHeight, last[0], "it swings");
            compare(view.contentY, last[1], "it swings");
        }
    }

    function test_beginningIsShown() {
        const view = open(stage => stage.seedAnswer(endless));
        rests(view);
        const shown = need("shownPart");
        verify(/^Showing the first [\d,]+ of 23,011 characters$/.test(shown.text), shown.text);
        verify(pieces().length > 0);
        verify(!shows("the needle"));
        verify(view.below < 2, "it opens at the end of what is shown, which may be shorter than the view");
    }

    function test_shortIsWhole() {
        open(stage => stage.seedAnswer("A paragraph of an ordinary length, of which there are many.\n\n".repeat(300)));
        compare(find("showMore"), null);
    }

    // Its pieces are too many to be made at once, and lie above an answer of one line.
    function test_pastedLogComesToRest() {
        const view = open(stage => stage.seedPair("A log", "2026-11-22 03:14:15 INFO a line that was pasted\n".repeat(3000), "That is a log."));
        rests(view);
        verify(shows("That is a log."));
        verify(Math.abs(view.below) < 2, "it opens at the end");
        verify(find("shownPart") !== null);
        for (let i = 0; i < 6; ++i) {
            mouseWheel(view, view.width / 2, view.height / 2, 0, 1200);
            tryVerify(() => !view.moving);
        }
        rests(view);
        view.positionViewAtBeginning();
        rests(view);
        win.width -= 200;
        rests(view);
    }

    function test_moreComesBelow() {
        const view = open(stage => stage.seedAnswer(endless));
        rests(view);
        const before = need("shownPart").text;
        const first = pieces()[0];
        const top = first.mapToItem(view, 0, 0).y;
        const text = first.text;
        mouseClick(need("showMore"));
        tryVerify(() => need("shownPart").text !== before);
        rests(view);
        compare(first.text, text, "what was shown stays");
        fuzzyCompare(first.mapToItem(view, 0, 0).y, top, 1, "where it was");
        verify(view.below > 10, "and the new part is below");
    }

    function test_keyboardShowsAll() {
        const view = open(stage => stage.seedAnswer(endless));
        const all = need("showAll");
        const more = need("showMore");
        for (const button of [more, all]) {
            verify(button.activeFocusOnTab);
            compare(button.Accessible.name, button.text);
            compare(button.Accessible.description, need("shownPart").text);
        }
        more.forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Tab);
        verify(all.activeFocus);
        keyClick(Qt.Key_Space);
        tryVerify(() => find("shownPart") === null, 10000);
        rests(view);
        let holder = win.activeFocusItem;
        while (holder && holder !== view)
            holder = holder.parent;
        compare(holder, view, "the keyboard stays in the messages");
        view.forceActiveFocus();
        keyClick(Qt.Key_End);
        tryVerify(() => findAll(item => String(item.text).endsWith("the needle")).length > 0);
        rests(view);
    }

    function test_copyTakesAll() {
        open(stage => stage.seedAnswer(endless));
        stage.workspace.chat.messages.copy(1);
        const edit = createTemporaryObject(pasted, root);
        edit.paste();
        compare(edit.text, endless);
    }

    function test_searchReachesTheHidden() {
        open(stage => stage.seedAnswer(endless));
        stage.workspace.conversations.searchText = "needle";
        tryVerify(() => stage.workspace.conversations.count === 1);
        wait(300);
        compare(stage.workspace.conversations.count, 1);
        stage.workspace.conversations.searchText = "nowhere";
        tryVerify(() => stage.workspace.conversations.count === 0);
    }

    function test_ownMessageIsEditedWhole() {
        const view = open(stage => stage.seedPair("A long question", endless, "I see."));
        rests(view);
        view.positionViewAtBeginning();
        rests(view);
        verify(pieces().length > 0);
        need("editMessage");
        const pencils = findAll(item => item.objectName === "editMessage");
        pencils[pencils.length - 1].clicked();
        tryVerify(() => find("editField") !== null);
        compare(need("editField").text, endless);
        keyClick(Qt.Key_Escape);
        tryVerify(() => find("editField") === null);
        rests(view);
    }

    function test_thoughtsUnfoldInPart() {
        const view = open(stage => stage.seedAnswer("<think>" + endless + "</think>Short."));
        compare(find("shownPart"), null);
        rests(view);
        mouseClick(need("thoughtHead"));
        tryVerify(() => find("shownPart") !== null);
        rests(view);
        view.positionViewAtBeginning();
        rests(view);
        mouseClick(need("thoughtHead"));
        tryVerify(() => find("shownPart") === null);
    }

    function test_whatStreamsShowsItsEnd() {
        start(stage => {
            stage.story = endless;
            stage.rate = 3000;
        });
        askAndWait("go on");
        const view = need("messageView");
        tryVerify(() => findAll(item => String(item.text).endsWith("the needle")).length > 0, 5000, "its end is shown");
        compare(find("shownPart"), null, "and nothing is hidden");
        rests(view);
        verify(Math.abs(view.below) < 2);
    }

    Component {
        id: pasted
        TextEdit {}
    }
}
