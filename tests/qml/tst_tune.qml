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
        tryVerify(() => findAll(item => item.objectName === "resultLine").length === 7);
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

    function test_pruningSaysWhatItDoes() {
        enter();
        chooseModel();
        press("aim4");
        press("kindPrune");
        verify(need("pruneTruth").text.includes("loses much more"));
        need("patternBox").forceActiveFocus();
        keyClick(Qt.Key_Down);
        compare(room.choice.pattern, "2:4");
        verify(find("sparsitySlider") === null);
        press("nextStep");
        tryVerify(() => room.canStart, 20000);
        compare(room.preview.bytes, room.preview.sourceBytes);
    }

    function test_magnitudesBelowALimit() {
        enter();
        chooseModel();
        press("aim4");
        press("kindPrune");
        compare(need("patternBox").count, 3); // of Wanda
        need("pruningBox").forceActiveFocus();
        keyClick(Qt.Key_Up);
        need("patternBox").forceActiveFocus();
        keyClick(Qt.Key_End);
        compare(room.choice.pattern, "below");
        verify(find("sparsitySlider") === null && find("outlierSwitch") === null);
        need("limitSlider").forceActiveFocus();
        keyClick(Qt.Key_Right);
        fuzzyCompare(room.choice.deviations, 0.55, 1e-9);
        verify(room.choice.recipe.includes("0.55"));
        need("pruningBox").forceActiveFocus();
        keyClick(Qt.Key_Down);
        compare(room.choice.pattern, ""); // Wanda knows no limit
    }

    function test_partsThatGo() {
        enter();
        chooseModel();
        press("aim4");
        need("foldingBox").forceActiveFocus();
        keyClick(Qt.Key_Down);
        compare(room.choice.folding, 1);
        press("kindPrune");
        verify(find("foldingBox") === null);
        press("outlierSwitch");
        verify(room.choice.outliers);
        need("pruningBox").forceActiveFocus();
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Down);
        compare(room.choice.pruning, 3);
        verify(need("pruneTruth").text.includes("not trained again"));
        verify(find("patternBox") === null && find("outlierSwitch") === null && find("neuronSlider") === null);
        need("removedField").forceActiveFocus();
        need("removedField").selectAll();
        typeText("2");
        keyClick(Qt.Key_Return);
        compare(room.choice.removed, 2);
        tryVerify(() => !room.previewing && room.preview.exact, 20000);
        const withoutLayers = room.preview.bytes;
        verify(withoutLayers < room.preview.sourceBytes);
        need("pruningBox").forceActiveFocus();
        keyClick(Qt.Key_Down);
        verify(find("removedField") === null);
        need("neuronSlider").forceActiveFocus();
        keyClick(Qt.Key_Right);
        compare(room.choice.neurons.toFixed(2), "0.30");
        press("nextStep");
        tryVerify(() => room.canStart && room.preview.exact && room.preview.bytes !== withoutLayers, 20000);
        compare(need("targetName").text, "small-fewer-neurons.gguf");
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
