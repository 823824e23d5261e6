// SPDX-License-Identifier: GPL-3.0-or-later
// Black on white, and borders that are seen.
import QtQuick

Tokens {
    window: "#ffffff"
    surface: "#ffffff"
    raised: "#ffffff"
    sunken: "#f2f2f2"
    bubble: "#ececec"
    hover: "#1a000000"
    pressed: "#33000000"
    selected: "#d6e9e3"
    line: "#5c5c5c"
    outline: "#1a1a1a"
    text: "#000000"
    textMuted: "#262626"
    textFaint: "#404040"
    accent: "#004a3c"
    accentHover: "#00362c"
    accentSoft: "#d6e9e3"
    accentText: "#ffffff"
    focus: "#0a4fd0"
    danger: "#8a0f00"
    dangerSoft: "#ffe6e1"
    warning: "#5c3a00"
    warningSoft: "#fff0d1"
    link: "#004a3c"
    code: "#5c2508"
    codeComment: "#404040"
    codeString: "#1f4700"
    codeNumber: "#6b2f00"
    codeKeyword: "#004a3c"
    shadow: "#40000000"
    scrim: "#99000000"
    chartWeights: "#004a3c"
    chartCache: "#a86a00"
    chartScratch: "#9c3010"
    chartProcess: "#737373"
    series: ["#004a3c", "#a86a00", "#9c3010", "#0a3d91", "#5e1a66", "#4a5a00", "#005f73", "#595959"]
    ramp: ["#004a3c", "#2f6b1f", "#5c5f00", "#8a5a00", "#9c3010", "#7a0000"]
}
