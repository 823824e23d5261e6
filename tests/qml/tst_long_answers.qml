// SPDX-License-Identifier: GPL-3.0-or-later
// A message of hundreds of blocks: only those near the view exist, and nobody can tell.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "longAnswers"

    readonly property int paragraphs: 400

    function paragraph(number) {
        return "Paragraph " + number + " of an answer" + ", which goes on for a while".repeat(number % 7) + ".";
    }

    function openLong() {
        let text = "";
        for (let i = 0; i < paragraphs; ++i)
            text += paragraph(i) + "\n\n";
        start(stage => stage.seedAnswer(text));
        tryVerify(() => stage.workspace.conversations.count === 1);
        mouseClick(need("conversationRow"));
        tryVerify(() => stage.workspace.chat.messages.count === 2);
        const view = need("messageView");
        tryVerify(() => Math.abs(view.below) < 2);
        measured(view);
        return view;
    }

    function measured(view) {
        let height = 0;
        tryVerify(() => {
            const same = view.contentHeight === height;
            height = view.contentHeight;
            wait(200);
            return same;
        }, 20000);
    }

    function toTheBeginning(view) {
        view.forceActiveFocus();
        keyClick(Qt.Key_Home);
    }

    function texts() {
        return findAll(item => item.positionToRectangle !== undefined && String(item.text).startsWith("Paragraph"));
    }

    // The paragraphs from the top of the view to its end, as [number, top within the view].
    function seen(view) {
        const places = [];
        for (const item of texts()) {
            const top = item.mapToItem(view, 0, 0).y;
            if (top + item.height > 0 && top < view.height)
                places.push([Number(item.text.split(" ")[1]), top, item.height]);
        }
        return places.sort((a, b) => a[1] - b[1]);
    }

    function test_onlyNearBlocksAreAlive() {
        const view = openLong();
        tryVerify(() => texts().length < 150, 5000, "there are " + texts().length);
        toTheBeginning(view);
        tryVerify(() => shows(paragraph(0)));
        tryVerify(() => texts().length < 150, 5000, "there are " + texts().length);
    }

    function test_scrollingShowsEachBlock() {
        const view = openLong();
        let last = paragraphs;
        for (let i = 0; i < 12; ++i) {
            mouseWheel(view, view.width / 2, view.height / 2, 0, 960);
            tryVerify(() => !view.moving);
            wait(50);
            const places = seen(view);
            verify(places.length > 5, "at step " + i + " only " + places.length + " are seen");
            for (let p = 1; p < places.length; ++p) {
                compare(places[p][0], places[p - 1][0] + 1);
                verify(places[p][1] - places[p - 1][1] - places[p - 1][2] < 40, "there is a hole");
            }
            verify(places[0][0] <= last, "it scrolls one way");
            last = places[0][0];
        }
        verify(last < paragraphs - 60, "only to paragraph " + last);
    }

    function test_whatIsReadStaysWhereItIs() {
        const view = openLong();
        for (let i = 0; i < 4; ++i) {
            mouseWheel(view, view.width / 2, view.height / 2, 0, 960);
            tryVerify(() => !view.moving);
        }
        wait(100);
        const before = seen(view);
        wait(1000);
        const after = seen(view);
        compare(after[2][0], before[2][0]);
        fuzzyCompare(after[2][1], before[2][1], 1);
    }

    function test_widthChanges() {
        const view = openLong();
        mouseWheel(view, view.width / 2, view.height / 2, 0, 4800);
        tryVerify(() => !view.moving);
        win.width -= 200;
        measured(view);
        const places = seen(view);
        verify(places.length > 5);
        for (let p = 1; p < places.length; ++p)
            verify(places[p][1] >= places[p - 1][1] + places[p - 1][2] - 16, "texts lie on each other");
        toTheBeginning(view);
        tryVerify(() => shows(paragraph(0)));
    }
}
