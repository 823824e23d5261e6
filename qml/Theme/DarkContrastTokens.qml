// SPDX-License-Identifier: GPL-3.0-or-later
// White on black, and borders that are seen.
import QtQuick

Tokens {
    window: "#000000"
    surface: "#000000"
    raised: "#0d0d0d"
    sunken: "#141414"
    bubble: "#1f1f1f"
    hover: "#26ffffff"
    pressed: "#40ffffff"
    selected: "#17423a"
    line: "#a6a6a6"
    outline: "#f2f2f2"
    text: "#ffffff"
    textMuted: "#e6e6e6"
    textFaint: "#c8c8c8"
    accent: "#8ff0d6"
    accentHover: "#b5ffe9"
    accentSoft: "#17423a"
    accentText: "#000000"
    focus: "#ffd84d"
    danger: "#ffb3a6"
    dangerSoft: "#4a1710"
    warning: "#ffd48a"
    warningSoft: "#45300a"
    link: "#9df5dd"
    code: "#ffcfae"
    codeComment: "#c8c8c8"
    codeString: "#d3f2a8"
    codeNumber: "#ffc98f"
    codeKeyword: "#a2f5e0"
    shadow: "#cc000000"
    scrim: "#cc000000"
    chartWeights: "#6fe0c4"
    chartCache: "#ffc861"
    chartScratch: "#ff9470"
    chartProcess: "#9c9c9c"
    series: ["#6fe0c4", "#ffc861", "#ff9470", "#8fb8ff", "#e6a6ee", "#d3e36f", "#86e3f0", "#b8b8b8"]
    ramp: ["#6fe0c4", "#a5e89a", "#e0ec7a", "#ffd060", "#ffa070", "#ff8080"]
}
