// SPDX-License-Identifier: GPL-3.0-or-later
// Paper and verdigris.
import QtQuick

Tokens {
    window: "#f1ede4"
    surface: "#faf8f3"
    raised: "#fffefb"
    sunken: "#f0ece2"
    bubble: "#e9e6d9"
    hover: "#0c2b2416"
    pressed: "#182b2416"
    selected: "#e2ddcf"
    line: "#e2dccd"
    outline: "#cfc8b6"
    text: "#25221c"
    textMuted: "#676155"
    textFaint: "#8f887a"
    accent: "#1d6a5b"
    accentHover: "#17584c"
    accentSoft: "#dce9e2"
    accentText: "#fbfaf5"
    focus: "#2b8a77"
    danger: "#a8372a"
    dangerSoft: "#f6e1db"
    warning: "#8a5a0c"
    warningSoft: "#f5e8cd"
    link: "#14665a"
    code: "#7a3f22"
    codeComment: "#6f6959"
    codeString: "#3f6b1f"
    codeNumber: "#8a4a12"
    codeKeyword: "#14665a"
    shadow: "#1f3a2f1a"
    scrim: "#5c2b2416"
    chartWeights: "#1d6a5b"
    chartCache: "#cf9a3c"
    chartScratch: "#b5573a"
    chartProcess: "#b9b19d"
    series: ["#1d6a5b", "#cf9a3c", "#b5573a", "#4f6fa3", "#8a5a8c", "#7d8a3a", "#5b9aa0", "#9b8f7a"]
    ramp: ["#2c7a68", "#6fa98f", "#b9c98a", "#e3c46a", "#d98f4c", "#b5483a"]
}
