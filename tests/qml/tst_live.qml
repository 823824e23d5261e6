// SPDX-License-Identifier: GPL-3.0-or-later
// The live graphs: small beside the chat and large in the Lab, held, zoomed and read by mouse and by key.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "live"

    function openGraphs() {
        start();
        mouseClick(need("labEntry"));
        compare(win.page, "lab");
        const parts = need("labParts");
        mouseClick(parts, parts.width - 20, parts.height / 2);
        need("liveGraphs");
        tryVerify(() => chart().view.has(TimeWindow.ProcessMiB), 5000, "something was measured");
        return chart();
    }
    function chart() {
        return findAll(item => item.Accessible.name === "Generating" && item.plotHeight !== undefined)[0];
    }

    function test_tokensAppear() {
        const graph = openGraphs();
        keyClick(Qt.Key_2, Qt.ControlModifier);
        compare(win.page, "chat");
        stage.rate = 200;
        stage.story = "word ".repeat(200);
        askAndWait("hello");
        keyClick(Qt.Key_2, Qt.ControlModifier);
        const parts = need("labParts");
        mouseClick(parts, parts.width - 20, parts.height / 2);
        need("liveGraphs");
        tryVerify(() => chart().scaleTop >= 50, 5000, "the answer is a peak");
    }

    function test_keysHoldZoomAndRead() {
        const graph = openGraphs();
        graph.forceActiveFocus();
        keyClick(Qt.Key_Space);
        verify(graph.view.paused);
        keyClick("+");
        compare(graph.view.span, 30);
        keyClick("-");
        compare(graph.view.span, 60);
        keyClick(Qt.Key_Left);
        compare(graph.view.pointed, 1 - graph.step);
        verify(shows("1\u00a0s ago"));
        keyClick(Qt.Key_Left, Qt.ShiftModifier);
        verify(graph.view.endsAgo > 0);
        keyClick(Qt.Key_Escape);
        compare(graph.view.pointed, -1);
        keyClick(Qt.Key_Space);
        verify(!graph.view.paused);
    }

    function test_mouseReadsAndZooms() {
        const graph = openGraphs();
        mouseMove(graph, graph.width / 2, 20);
        mouseMove(graph, graph.width / 2 + 1, 20);
        verify(Math.abs(graph.view.pointed - 0.5) < 0.02);
        verify(shows("30\u00a0s ago"));
        mouseWheel(graph, graph.width / 2, 20, 0, 120, Qt.NoButton, Qt.ControlModifier);
        verify(graph.view.span < 60);
        mouseClick(need("pauseGraphs"));
        mouseClick(need("zoomOut"));
        mouseMove(win.contentItem, 5, 5);
        tryCompare(graph.view, "pointed", -1);
    }

    function test_spansAndExports() {
        const graph = openGraphs();
        const hour = findAll(item => item.text === "1 h" && item.checked !== undefined);
        compare(hour.length, 2, "in the panel and on the page");
        wait(60); // flows place what is in them when they are polished
        mouseClick(hour.find(item => item.parent.parent.parent.zooms));
        tryCompare(graph.view, "span", 3600);
        stage.workspace.liveExport.saveCsv(graph.view, stage.newTextFile("m.csv", ""));
        tryVerify(() => shows("The measurements were written to “m.csv”."));
    }
}
