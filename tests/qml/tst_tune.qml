// SPDX-License-Identifier: GPL-3.0-or-later
// The room where models are made smaller: from a model to a chat with what was made of it, by clicks and by keys, with
// the real engine.
import QtQuick
import QtTest
import Fettle.Ui

TuneCase {
    id: root
    name: "tune"

    function test_fromAModelToAChatWithTheResult() {
        enter();
        verify(need("modelStep").visible);
        chooseModel();
        press("strength2");
        compare(room.choice.preset, "Q3_K_M");
        press("aim1");
        press("strength2");
        compare(room.choice.preset, "Q4_K_S");
        press("method0");
        compare(room.choice.method, 0);
        verify(find("textBox") === null, "plain rounding asks for no text");
        press("nextStep");
        tryCompare(room, "step", TuneRoom.Preview);
        tryVerify(() => room.canStart, 20000);
        verify(need("previewBytes").text !== "–");
        verify(need("previewLoss").value.includes("Not known"));
        compare(need("targetName").text, "small-Q4_K_S.gguf");
        press("measureSource");
        tryVerify(() => need("previewSpeed").value.includes("up to"), 60000);
        const box = need("evaluateBox");
        box.forceActiveFocus();
        keyClick(Qt.Key_Up);
        compare(room.choice.evaluatedTokens, 2048);
        tryVerify(() => room.canStart, 20000);
        const foretold = room.preview.bytes;
        press("nextStep");
        tryCompare(room, "step", TuneRoom.Run);
        need("phaseName");
        tryCompare(room.activity, "state", TuneActivity.Done, 120000);
        compare(room.activity.error, "");
        compare(room.activity.result.after.bytes, foretold);
        tryVerify(() => findAll(item => item.objectName === "resultLine").length === 8);
        tryVerify(() => findAll(item => item.objectName === "variantPoint").length === 2);
        need("errorGrid");
        stage.story = "The same from both.";
        press("bothField");
        typeText("hello");
        keyClick(Qt.Key_Return);
        tryVerify(() => find("bothAnswer1") !== null && find("bothAnswer1").text === stage.story && !room.comparison.busy, 10000);
        press("chatWithIt");
        tryCompare(win, "page", "chat");
        tryVerify(() => stage.workspace.library.state === ModelLibrary.Ready && stage.workspace.library.currentPath.endsWith("small-Q4_K_S.gguf"));
        askAndWait("hello");
        verify(shows(stage.story));
    }

    function test_byKeysAlone() {
        enter();
        chooseModel();
        keyClick(Qt.Key_T, Qt.ControlModifier);
        compare(win.page, "tune");
        need("aim4").forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Space);
        compare(room.choice.aim, TuneChoice.Own);
        need("presetBox").forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Up);
        const preset = room.choice.preset;
        verify(preset !== "Q4_K_S");
        need("expertSwitch").forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Space);
        tryVerify(() => !room.previewing, 20000);
        const grid = need("typeEditor");
        const before = room.preview.bytes;
        grid.forceActiveFocus(Qt.TabFocusReason);
        compare(grid.marked, 0);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Right);
        compare(grid.marked, 1 + grid.rows);
        keyClick(Qt.Key_Space);
        verify(room.types.edited);
        compare(room.types.names[room.types.cells[grid.marked]], "Q6_K");
        tryVerify(() => !room.previewing && room.preview.bytes !== before, 20000);
        const one = room.preview.bytes;
        findAll(item => item.objectName === "matrixRow")[0].forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Space);
        tryVerify(() => !room.previewing && room.preview.bytes !== one, 20000);
        press("resetTypes");
        tryVerify(() => !room.previewing && room.preview.bytes === before, 20000);
        need("stepper");
        verify(named("Step 2: Aim", "ToolButton").Accessible.name !== "");
    }

    function test_whatIsWrongIsASentence() {
        enter();
        chooseModel();
        press("aim3");
        const limit = need("limitField");
        limit.forceActiveFocus();
        limit.selectAll();
        typeText("1");
        keyClick(Qt.Key_Return);
        compare(room.choice.megabytes, 1);
        tryVerify(() => !room.previewing && room.preview.warning !== "", 20000);
        press("aim0");
        press("method1");
        need("textBox").forceActiveFocus();
        keyClick(Qt.Key_Down);
        press("nextStep");
        tryVerify(() => find("obstacle") !== null && find("obstacle").text.includes("No calibration text"), 20000);
        verify(!need("nextStep").enabled);
        room.choice.chooseText(stage.newTextFile("short.txt", "three short words"));
        tryVerify(() => room.canStart, 20000);
        press("nextStep");
        tryVerify(() => find("jobError") !== null && find("jobError").text.includes("too short"), 60000);
        compare(room.activity.state, TuneActivity.Failed);
        press("nextStep");
        tryCompare(room, "step", TuneRoom.Model);
        tryVerify(() => findAll(item => item.objectName === "historyRow").length === 1);
        press("jobAgain");
        tryCompare(room, "step", TuneRoom.Preview);
    }

    function test_fromTheModelsPage() {
        start();
        stage.workspace.details.open(stage.copyRealModel("small-F16.gguf").toString().replace("file://", ""));
        win.page = "model";
        tryVerify(() => !stage.workspace.details.busy);
        mouseClick(need("tuneThisModel"));
        tryCompare(win, "page", "tune");
        compare(stage.workspace.tune.choice.sourceName, "small-F16.gguf");
        compare(stage.workspace.tune.step, TuneRoom.Aim);
    }
}
