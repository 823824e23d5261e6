// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the models page that finds and fetches, while the hub cannot be reached.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "hub"

    function openModels() {
        start();
        mouseClick(named("Models", "ItemDelegate"));
        return need("modelsPage");
    }

    function scrollTo(item, page) {
        page.contentY = Math.max(0, Math.min(page.contentHeight - page.height, item.mapToItem(page.contentItem, 0, 0).y - 100));
        wait(50);
    }

    function test_catalogueIsThereAtOnce() {
        openModels();
        verify(shows("Good models for this machine"));
        verify(findAll(item => item.objectName === "repositoryCard").length > 0);
        verify(!stage.workspace.modelSearch.busy, "nobody was asked");
    }

    function test_searchSaysThatItIsOffline() {
        const page = openModels();
        const field = need("hubSearch");
        scrollTo(field, page);
        mouseClick(field);
        typeText("qwen");
        tryVerify(() => stage.workspace.modelSearch.error !== "" && shows(stage.workspace.modelSearch.error));
        verify(shows("Try again"));
        keyClick(Qt.Key_Escape);
        tryVerify(() => shows("Good models for this machine") && !shows("Try again"));
    }

    function test_repositoryOpensAndCloses() {
        const page = openModels();
        const card = findAll(item => item.objectName === "repositoryCard")[0];
        scrollTo(card, page);
        mouseClick(card);
        tryVerify(() => stage.workspace.repository.repo !== "");
        tryVerify(() => stage.workspace.repository.error !== "" && shows(stage.workspace.repository.error));
        mouseClick(card);
        tryCompare(stage.workspace.repository, "repo", "");
    }
}
