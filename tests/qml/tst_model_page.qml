// SPDX-License-Identifier: GPL-3.0-or-later
// The page of one model: reached by mouse and by key, read from a real file, its numbers moving with the slider.
import QtQuick
import QtTest
import Fettle.Models
import Fettle.Ui

WindowCase {
    id: root
    name: "model_page"

    function openReal() {
        start();
        stage.workspace.details.open(stage.realModelFile());
        win.page = "model";
        tryVerify(() => !stage.workspace.details.busy);
        compare(stage.workspace.details.error, "");
        return need("modelPage");
    }

    function scrollTo(item, page) {
        page.contentY = Math.max(0, Math.min(page.contentHeight - page.height, item.mapToItem(page.contentItem, 0, 0).y - 200));
        wait(50);
    }

    function test_reachedFromTheListAndBack() {
        start();
        win.page = "models";
        need("modelsPage");
        mouseClick(need("modelDetails"));
        tryCompare(win, "page", "model");
        need("modelPage");
        tryVerify(() => stage.workspace.details.error !== "" && shows(stage.workspace.details.error));
        verify(!need("loadThisModel").enabled, "4,096 times x is no model");
        mouseClick(need("backToModels"));
        tryCompare(win, "page", "models");
        keyClick(Qt.Key_I, Qt.ControlModifier);
        tryCompare(win, "page", "model");
    }

    function test_tellsWhatItIs() {
        openReal();
        const details = stage.workspace.details;
        for (const words of ["Memory", "How it is loaded", "What it is", "Types of its weights", "Chat template", details.architecture])
            verify(shows(words), words);
        verify(need("typeGrid").Accessible.description.includes("F16"));
        compare(need("typeGrid").cellAt(1, 1), 0);
        compare(need("typeGrid").cellAt(-1, 1), -1);
    }

    function test_sliderMovesTheNumbers() {
        openReal();
        const slider = need("contextSlider");
        const before = need("planTotal").text;
        const context = need("planContext").text;
        slider.forceActiveFocus();
        keyClick(Qt.Key_Left);
        tryVerify(() => need("planContext").text !== context);
        verify(need("planTotal").text !== before);
        verify(stage.workspace.details.contextLength > 0, "it is remembered");
        const f16 = need("planTotal").text;
        const box = need("cacheTypeBox");
        box.forceActiveFocus();
        keyClick(Qt.Key_Down);
        tryVerify(() => need("planTotal").text !== f16);
    }

    function test_loadSettingsAreRemembered() {
        const page = openReal();
        const threads = need("modelThreads");
        scrollTo(threads, page);
        mouseClick(threads);
        threads.selectAll();
        typeText("3");
        keyClick(Qt.Key_Return);
        tryCompare(stage.workspace.details, "threads", 3);
        const device = need("modelDevice");
        device.forceActiveFocus();
        keyClick(Qt.Key_Down);
        tryCompare(stage.workspace.details, "onGpu", true);
        const layers = need("modelGpuLayers");
        layers.forceActiveFocus();
        layers.selectAll();
        typeText("5");
        keyClick(Qt.Key_Return);
        tryCompare(stage.workspace.details, "gpuLayers", 5);
        stage.workspace.details.open("");
        stage.workspace.details.open(stage.realModelFile());
        tryCompare(stage.workspace.details, "threads", 3);
        compare(stage.workspace.details.gpuLayers, 5);
    }

    function test_templateUnfolds() {
        const page = openReal();
        const button = need("showTemplate");
        scrollTo(button, page);
        verify(find("templateText") === null);
        mouseClick(button);
        tryVerify(() => find("templateText") !== null && find("templateText").text.includes("{%"));
    }

    function test_anotherModelAnswersAgain() {
        start();
        askAndWait("hello");
        stage.nameModel("Second");
        stage.workspace.library.loadUrl(stage.newModelFile("second.gguf"));
        tryVerify(() => stage.workspace.library.state === ModelLibrary.Ready && stage.workspace.library.currentName === "Second");
        stage.nameModel("Storyteller");
        stage.workspace.library.load(stage.modelFile());
        tryVerify(() => stage.workspace.library.state === ModelLibrary.Ready && stage.workspace.library.currentName === "Storyteller");
        stage.nameModel("Second");
        stage.story = "From the second.";
        hover(need("otherModel"));
        mouseClick(need("otherModel"));
        tryVerify(() => findAll(item => item.text === "Second" && item.subMenu !== undefined).length > 0);
        wait(50);
        mouseClick(findAll(item => item.text === "Second" && item.subMenu !== undefined)[0]);
        tryVerify(() => shows("From the second.") && !stage.workspace.chat.busy, 10000);
        verify(shows("2/2"));
        compare(need("answeredBy").text, "Second");
        mouseClick(need("olderVersion"));
        tryVerify(() => need("answeredBy").text === "Storyteller");
        verify(find("modelChange") === null);
        askAndWait("and more?");
        tryVerify(() => find("modelChange") !== null);
        verify(shows("Storyteller answered before, now Second"));
    }
}
