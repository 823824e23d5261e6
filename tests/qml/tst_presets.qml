// SPDX-License-Identifier: GPL-3.0-or-later
// Presets in the composer's menu and on the settings page.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "presets"

    function test_chosenFromTheComposer() {
        start();
        mouseClick(need("presetButton"));
        mouseClick(need("preset1"));
        tryCompare(stage.workspace.presets, "currentName", "Translation");
        verify(stage.workspace.settings.systemPrompt.includes("translator"));
        compare(need("presetButton").text, "Preset: Translation");
    }

    function test_settingsBecomeAPreset() {
        start();
        stage.workspace.settings.temperature = 1.5;
        const before = stage.workspace.presets.count;
        mouseClick(need("presetButton"));
        mouseClick(need("savePreset"));
        tryVerify(() => need("nameField").activeFocus);
        typeText("lively");
        keyClick(Qt.Key_Return);
        tryCompare(stage.workspace.presets, "count", before + 1);
        tryCompare(stage.workspace.presets, "currentName", "lively");
        mouseClick(need("presetButton"));
        tryVerify(() => shows("lively"));
        keyClick(Qt.Key_Escape);
    }

    function test_settingsPageListsThem() {
        start();
        keyClick(Qt.Key_Comma, Qt.ControlModifier);
        tryVerify(() => shows("Presets") && shows("Sentiment"));
        const use = findAll(item => item.objectName === "usePreset" && item.enabled)[0];
        mouseClick(use);
        tryCompare(stage.workspace.presets, "currentName", "Translation");
    }
}
