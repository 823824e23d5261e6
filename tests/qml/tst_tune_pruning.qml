// SPDX-License-Identifier: GPL-3.0-or-later
// The room where models are made smaller: pruning, weights and whole parts.
import QtQuick
import QtTest
import Fettle.Ui

TuneCase {
    id: root
    name: "tune_pruning"

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
        verify(room.preview.exact && room.preview.bytes > room.preview.sourceBytes); // what it was made of stands in it
        verify(room.preview.memory.weights < room.preview.sourceMemory.weights);
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
}
