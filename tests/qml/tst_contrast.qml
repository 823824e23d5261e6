// SPDX-License-Identifier: GPL-3.0-or-later
// Texts stand out from what they lie on (WCAG 2.2, criteria 1.4.3, 1.4.6 and 1.4.11), in each theme.
import QtQuick
import QtTest
import Fettle.Theme

TestCase {
    id: root
    name: "contrast"

    function luminance(colour) {
        const part = value => value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
        return 0.2126 * part(colour.r) + 0.7152 * part(colour.g) + 0.0722 * part(colour.b);
    }

    function ratio(one, other) {
        const values = [luminance(one), luminance(other)].sort((a, b) => b - a);
        return (values[0] + 0.05) / (values[1] + 0.05);
    }

    function test_themes_data() {
        return [
            { tag: "light", tokens: light, least: 4.5, faint: 3 },
            { tag: "dark", tokens: dark, least: 4.5, faint: 3 },
            { tag: "light contrast", tokens: lightContrast, least: 7, faint: 7 },
            { tag: "dark contrast", tokens: darkContrast, least: 7, faint: 7 }
        ];
    }

    function test_themes(row) {
        const t = row.tokens;
        const pairs = [
            ["text", "window"], ["text", "surface"], ["text", "raised"], ["text", "sunken"], ["text", "bubble"],
            ["text", "selected"], ["textMuted", "window"], ["textMuted", "surface"], ["textMuted", "raised"],
            ["accentText", "accent"], ["danger", "surface"], ["danger", "dangerSoft"], ["warning", "warningSoft"],
            ["link", "surface"], ["code", "surface"], ["code", "sunken"], ["codeComment", "sunken"],
            ["codeString", "sunken"], ["codeNumber", "sunken"], ["codeKeyword", "sunken"]
        ];
        for (const [front, back] of pairs)
            verify(ratio(t[front], t[back]) >= row.least, front + " on " + back + ": " + ratio(t[front], t[back]).toFixed(2));
        verify(ratio(t.textFaint, t.surface) >= row.faint, "textFaint: " + ratio(t.textFaint, t.surface).toFixed(2));
        verify(ratio(t.focus, t.surface) >= 3, "focus: " + ratio(t.focus, t.surface).toFixed(2));
    }

    LightTokens {
        id: light
    }
    DarkTokens {
        id: dark
    }
    LightContrastTokens {
        id: lightContrast
    }
    DarkContrastTokens {
        id: darkContrast
    }
}
