// SPDX-License-Identifier: GPL-3.0-or-later
// Settings count at once, are clamped, are reset, and are there after a restart.
import QtQuick
import QtTest
import Fettle.Theme
import Fettle.Ui

WindowCase {
    id: root
    name: "settings"

    function openPage() {
        keyClick(Qt.Key_Comma, Qt.ControlModifier);
        tryCompare(win, "page", "settings");
        return need("settingsPage");
    }

    function test_roundTrip() {
        start();
        openPage();
        const settings = stage.workspace.settings;
        const slider = named("Temperature", "Slider");
        slider.forceActiveFocus();
        const before = settings.temperature;
        keyClick(Qt.Key_Right);
        verify(settings.temperature > before, "the slider writes");
        const temperature = settings.temperature;
        need("systemPromptSetting").forceActiveFocus();
        typeText("Be brief");
        settings.fontScale = 1.15;
        settings.theme = 2;
        win.destroy();
        wait(0);
        stage.reopen();
        tryVerify(() => stage.workspace.ready);
        compare(stage.workspace.settings.temperature, temperature);
        compare(stage.workspace.settings.systemPrompt, "Be brief");
        compare(stage.workspace.settings.fontScale, 1.15);
        compare(stage.workspace.settings.theme, 2);
        win = null;
    }

    function test_themeTurnsTheWindow() {
        start();
        openPage();
        stage.workspace.settings.theme = 2;
        tryVerify(() => Theme.dark);
        const dark = String(win.color);
        stage.workspace.settings.theme = 1;
        tryVerify(() => !Theme.dark);
        verify(String(win.color) !== dark);
    }

    function test_numberFieldKeepsOnlyNumbers() {
        start();
        openPage();
        const field = named("Longest answer", "TextField");
        field.forceActiveFocus();
        field.selectAll();
        typeText("64");
        keyClick(Qt.Key_Return);
        compare(stage.workspace.settings.maxTokens, 64);
        field.selectAll();
        keyClick(Qt.Key_Backspace);
        need("resetButton").forceActiveFocus();
        compare(stage.workspace.settings.maxTokens, 64);
        compare(field.text, "64");
        keyClick(Qt.Key_Space);
        compare(stage.workspace.settings.maxTokens, 0);
        compare(field.text, "0");
    }

    function test_choosingByTheBox() {
        start();
        openPage();
        const box = findAll(item => item.Accessible.name === "Text size" && item.currentIndex !== undefined)[0];
        compare(box.displayText, "Usual");
        box.forceActiveFocus();
        keyClick(Qt.Key_Down);
        tryCompare(stage.workspace.settings, "fontScale", 1.15);
        tryVerify(() => Theme.fontScale === 1.15);
    }

    function test_devices() {
        start(stage => stage.hasGpu = true);
        openPage();
        const settings = stage.workspace.settings;
        const button = need("verifyDevice");
        tryVerify(() => button.visible);
        compare(settings.device, "auto");
        button.forceActiveFocus();
        keyClick(Qt.Key_Space);
        tryCompare(need("deviceSentence"), "text", "The GPU computes as it should: all 12 checks passed.");
        settings.device = "cuda:0";
        const box = findAll(item => item.Accessible.name === "Where models run" && item.currentIndex !== undefined)[0];
        tryCompare(box, "currentIndex", 2);
    }

    function test_withoutAGpuTheReasonIsThere() {
        start();
        openPage();
        tryCompare(need("deviceSentence"), "text", "No GPU is used: no NVIDIA driver is installed.");
        compare(find("verifyDevice"), null);
    }
}
