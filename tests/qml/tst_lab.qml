// SPDX-License-Identifier: GPL-3.0-or-later
// The Latency Lab by mouse and by key: a comparison from its first setting to "Apply the winner", a sweep, what is
// refused, what is kept. Speeds are the script's, so that the winner is known.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "lab"

    readonly property var lab: stage?.workspace?.lab ?? null

    function openLab(prepare) {
        start(prepare);
        mouseClick(need("labEntry"));
        compare(win.page, "lab");
        need("labSetup");
        tryVerify(() => lab.setup.canStart, 5000, "the model in use can be measured");
        return need("labFrame");
    }
    function reach(name) {
        const item = need(name);
        const page = need("labFrame");
        page.contentY = Math.max(0, Math.min(page.contentHeight - page.height, item.mapToItem(page.contentItem, 0, 0).y - 120));
        wait(30);
        return item;
    }
    function typeInto(name, text) {
        const field = reach(name);
        mouseClick(field);
        verify(field.activeFocus);
        field.selectAll();
        typeText(text);
    }
    function measure() {
        tryVerify(() => lab.setup.canStart);
        mouseClick(need("startLab"));
        tryVerify(() => lab.report.present && !lab.report.busy, 20000, "it ended");
        need("labReport");
    }

    function test_twoSideBySideThenApply() {
        openLab(s => s.labRunMs = 120);
        typeInto("field_threads", "1, 2");
        compare(lab.setup.combinations, 2);
        verify(need("labSum").text.startsWith("2 combinations"));
        tryVerify(() => lab.setup.canStart);
        mouseClick(need("startLab"));
        need("labRun");
        tryVerify(() => findAll(item => item.objectName === "laneText" && item.text.length > 8).length === 2, 10000, "both columns say something");
        tryVerify(() => lab.report.present && !lab.report.busy, 20000);
        need("labReport");
        const rows = findAll(item => item.objectName === "reportRow");
        compare(rows.length, 2);
        compare(rows[0].row.name, "1 thread");
        verify(rows[1].verdict.startsWith("slower"));
        compare(need("labWinner").text, "Best: 1 thread");
        mouseClick(reach("applyWinner"));
        tryVerify(() => findAll(item => String(item.text ?? "").includes("is loaded with this from now on")).length > 0);
        stage.workspace.details.open(stage.workspace.library.currentPath);
        compare(stage.workspace.details.threads, 1);
    }

    function test_byKeysAlone() {
        start();
        keyClick(Qt.Key_2, Qt.ControlModifier);
        need("labSetup");
        tryVerify(() => lab.setup.canStart);
        const field = need("field_threads");
        for (let i = 0; i < 80 && !field.activeFocus; ++i)
            keyClick(Qt.Key_Tab);
        verify(field.activeFocus, "the field is on the way of Tab");
        typeText("1,2,4");
        tryVerify(() => lab.setup.canStart && lab.setup.combinations === 3);
        const start_ = need("startLab");
        for (let i = 0; i < 80 && !start_.activeFocus; ++i)
            keyClick(Qt.Key_Tab);
        verify(start_.activeFocus, "so is the button");
        keyClick(Qt.Key_Space);
        tryVerify(() => lab.report.present && !lab.report.busy, 20000);
        const apply = need("applyWinner");
        for (let i = 0; i < 80 && !apply.activeFocus; ++i)
            keyClick(Qt.Key_Tab);
        keyClick(Qt.Key_Space);
        stage.workspace.details.open(stage.workspace.library.currentPath);
        compare(stage.workspace.details.threads, 1);
    }

    function test_aSweepIsAQueueAndCanBeStopped() {
        openLab(s => s.labRunMs = 60);
        typeInto("field_threads", "1 2 3");
        typeInto("field_batch", "64 128 256 512");
        compare(lab.setup.combinations, 12);
        tryVerify(() => lab.setup.canStart);
        mouseClick(need("startLab"));
        need("labRun");
        tryVerify(() => findAll(item => item.objectName === "labLane").length === 12);
        tryVerify(() => lab.run.done > 14, 10000);
        mouseClick(need("stopLab"));
        tryVerify(() => lab.report.present && !lab.report.busy, 10000);
        need("labReport");
        compare(findAll(item => item.objectName === "reportRow").length, 12);
        verify(lab.report.stopped);
    }

    function test_tooManyAndRefused() {
        openLab();
        stage.refuseInLab("There is no GPU here: no NVIDIA driver is installed. Choose the processor.");
        typeInto("field_threads", "1,2,3,4,5,6,7,8,9");
        typeInto("field_batch", "1,2,3,4,5,6,7,8");
        verify(need("labObstacle").text.includes("72"));
        verify(!need("startLab").enabled);
        typeInto("field_batch", "");
        keyClick(Qt.Key_Backspace);
        typeInto("field_threads", "1,2");
        tryVerify(() => find("labProblem") !== null && find("labProblem").text.includes("no NVIDIA driver"));
        measure();
        const rows = findAll(item => item.objectName === "reportRow");
        verify(rows[1].failed);
        mouseClick(reach("labAgain"));
        need("labSetup");
        compare(lab.setup.combinations, 2);
    }

    function test_choicesMetricsAndSaved() {
        openLab();
        mouseClick(reach("choice_cache_0"));
        mouseClick(reach("choice_cache_3"));
        compare(lab.setup.combinations, 2);
        measure();
        const bar = reach("metricBar");
        mouseClick(bar, bar.width - 20, bar.height / 2);
        tryCompare(lab.report, "metric", LabReport.Whole);
        mouseClick(reach("closeReport"));
        need("labSetup");
        tryCompare(lab.archive, "count", 1);
        mouseClick(reach("labParts"));
        tryVerify(() => find("labSaved") !== null);
        mouseClick(need("savedLab"), 40, 20);
        tryVerify(() => lab.report.present && find("labReport") !== null);
    }

    function test_ownPromptAndModels() {
        openLab();
        mouseClick(reach("labPrompt_0"));
        verify(!lab.setup.canStart);
        typeInto("labOwnText", "Tell me more");
        tryVerify(() => lab.setup.canStart);
        mouseClick(reach("labModel"));
        verify(need("labObstacle").text.includes("model"));
    }

    function test_anAnswerIsAdded() {
        start();
        askAndWait("hello");
        mouseClick(need("badge"));
        const add = need("addToComparison");
        mouseClick(add);
        verify(!add.enabled);
        keyClick(Qt.Key_Escape);
        keyClick(Qt.Key_2, Qt.ControlModifier);
        need("labPage").part = "saved";
        compare(need("labAnswer").modelName, "Storyteller");
    }
}
