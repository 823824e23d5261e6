// SPDX-License-Identifier: GPL-3.0-or-later
// How the hub is asked, in the settings; folders that are looked into; a model removed from the cache; titles.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "hub_settings"

    function openPage(name, ready) {
        start();
        win.page = name;
        return need(ready);
    }

    function scrollTo(item, page) {
        page.contentY = Math.max(0, Math.min(page.contentHeight - page.height, item.mapToItem(page.contentItem, 0, 0).y - 200));
        wait(50);
    }

    function test_tokenIsKeptAndShownByItsEnds() {
        const page = openPage("settings", "settingsPage");
        const field = need("tokenSetting");
        scrollTo(field, page);
        mouseClick(field);
        typeText("hf_abcdefghijklmnop1234");
        verify(!findAll(item => String(item.displayText ?? "").includes("abcdef")).length, "it is not shown while it is typed");
        mouseClick(need("saveToken"));
        tryCompare(stage.workspace.hub, "token", "hf_…1234");
        compare(field.text, "");
        tryVerify(() => shows("In use: hf_…1234"));
        compare(need("saveToken").Accessible.name, "Forget the token");
        mouseClick(need("saveToken"));
        tryCompare(stage.workspace.hub, "token", "");
    }

    function test_badTokensAndAddressesSayWhy() {
        const page = openPage("settings", "settingsPage");
        scrollTo(need("endpointSetting"), page);
        need("tokenSetting").forceActiveFocus();
        typeText("two words");
        keyClick(Qt.Key_Return);
        tryVerify(() => stage.workspace.hub.tokenError !== "" && shows(stage.workspace.hub.tokenError));
        const address = need("endpointSetting");
        address.forceActiveFocus();
        address.selectAll();
        typeText("ftp://example.org");
        keyClick(Qt.Key_Return);
        tryVerify(() => stage.workspace.hub.endpointError !== "" && shows(stage.workspace.hub.endpointError));
    }

    function test_offlineIsForcedHere() {
        openPage("settings", "settingsPage");
        verify(!need("offlineSetting").enabled, "the test's hub is offline");
        verify(need("offlineSetting").checked);
    }

    function test_titlesByTheModelIsASwitch() {
        const page = openPage("settings", "settingsPage");
        const setting = need("titleSetting");
        scrollTo(setting, page);
        compare(setting.checked, false);
        setting.forceActiveFocus();
        keyClick(Qt.Key_Space);
        tryCompare(stage.workspace.settings, "titleByModel", true);
        stage.story = "A short title";
        win.page = "chat";
        askAndWait("what is this?");
        tryVerify(() => findAll(item => item.objectName === "conversationRow")[0].title === "A short title", 5000);
    }

    function test_foldersAreAddedAndDropped() {
        const page = openPage("models", "modelsPage");
        const button = need("addScanFolder");
        scrollTo(button, page);
        const dialog = Array.from(button.parent.data).find(object => object.objectName === "scanDialog");
        mouseClick(button);
        tryVerify(() => dialog.visible);
        dialog.close();
        stage.newModelFile("mine.gguf");
        const folder = stage.modelFile().substring(0, stage.modelFile().lastIndexOf("/"));
        stage.workspace.found.addFolder("file://" + folder);
        tryVerify(() => find("scanFolder") !== null && shows(folder));
        tryVerify(() => shows("mine.gguf") || shows("mine"), 5000);
        scrollTo(need("dropScanFolder"), page);
        mouseClick(need("dropScanFolder"));
        tryVerify(() => find("scanFolder") === null);
    }

    function test_removalIsAskedWithItsBytes() {
        start(stage => stage.cacheModel("tiny-Q4_0.gguf", 5000000));
        win.page = "models";
        const page = need("modelsPage");
        tryVerify(() => find("removeCached") !== null, 5000);
        scrollTo(need("removeCached"), page);
        mouseClick(need("removeCached"));
        tryVerify(() => find("removalText") !== null);
        verify(/frees 4\.77.MiB/.test(need("removalText").text), need("removalText").text);
        verify(need("removalText").text.includes("It cannot be undone"));
        keyClick(Qt.Key_Escape);
        tryVerify(() => find("removalText") === null);
        verify(find("removeCached") !== null, "Escape removes nothing");
        mouseClick(need("removeCached"));
        tryVerify(() => find("confirmRemoval") !== null);
        wait(50);
        mouseClick(need("confirmRemoval"));
        tryVerify(() => find("removeCached") === null, 2000, findAll(item => item.noticeId !== undefined).map(item => item.text).join("¦") + find("removalText"));
    }
}
