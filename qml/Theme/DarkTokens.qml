// SPDX-License-Identifier: GPL-3.0-or-later
// A workshop at night: warm near-black, the same green lit up.
import QtQuick

Tokens {
    window: "#131514"
    surface: "#191c1a"
    raised: "#222624"
    sunken: "#121413"
    bubble: "#283029"
    hover: "#10f4efe2"
    pressed: "#1cf4efe2"
    selected: "#2a302c"
    line: "#2a2f2c"
    outline: "#414843"
    text: "#e9e5db"
    textMuted: "#a29f94"
    textFaint: "#7d7b73"
    accent: "#74c4ac"
    accentHover: "#8bd4be"
    accentSoft: "#1f3630"
    accentText: "#0d1c18"
    focus: "#8bd4be"
    danger: "#ef8f7d"
    dangerSoft: "#3d211c"
    warning: "#e6b566"
    warningSoft: "#382b15"
    link: "#86cfba"
    code: "#e3b08c"
    codeComment: "#8f948f"
    codeString: "#b3cf8b"
    codeNumber: "#e0a86a"
    codeKeyword: "#7fcdb9"
    shadow: "#80000000"
    scrim: "#99000000"
    chartWeights: "#5aa791"
    chartCache: "#d9aa55"
    chartScratch: "#cf7456"
    chartProcess: "#5e635d"
    series: ["#5aa791", "#d9aa55", "#cf7456", "#7f9fd6", "#b98bbd", "#a9b65f", "#79bcc2", "#8b857a"]
    ramp: ["#4d9a85", "#7fb08c", "#aebb74", "#d9b356", "#d08a4e", "#c75f4c"]
}
