// SPDX-License-Identifier: GPL-3.0-or-later
// The tokens in use: colours, the 4 px grid, the type scale, durations. Written only by the shell, from the settings.
pragma Singleton
import QtQuick

QtObject {
    id: root

    property bool dark: false
    property bool contrast: false
    property real fontScale: 1
    property real motion: 1 // 0 under reduced motion
    readonly property Tokens colors: contrast ? (dark ? darkContrastTokens : lightContrastTokens) : dark ? darkTokens : lightTokens

    // The grid.
    readonly property int hairline: 1
    readonly property int focusWidth: 2
    readonly property int tiny: 4
    readonly property int small: 8
    readonly property int medium: 12
    readonly property int large: 16
    readonly property int huge: 24
    readonly property int vast: 32
    readonly property int page: 40
    readonly property int radiusSmall: 6
    readonly property int radius: 10
    readonly property int radiusLarge: 14

    // The type scale. One sans family for the interface, one fixed-width family for code; others by fallback.
    readonly property string mono: "JetBrains Mono"
    readonly property string display: "Inter Display"
    readonly property int captionSize: sized(12)
    readonly property int smallSize: sized(13)
    readonly property int bodySize: sized(14)
    readonly property int readingSize: sized(15)
    readonly property int titleSize: sized(18)
    readonly property int headingSize: sized(22)
    readonly property int displaySize: sized(30)
    readonly property real leading: 1.55
    readonly property real leadingTight: 1.3

    // Things that have a size of their own.
    readonly property int icon: sized(18)
    readonly property int iconSmall: sized(15)
    readonly property int control: sized(36)
    readonly property int controlSmall: sized(28)
    readonly property int row: sized(36)
    readonly property int topBar: sized(52)
    readonly property int statusLine: sized(28)
    readonly property int column: sized(760) // the measure of a message
    readonly property int sidebar: sized(268)
    readonly property int panel: sized(296)
    readonly property int popup: sized(440)
    readonly property int card: sized(300)
    readonly property int chart: sized(112)
    readonly property int field: sized(220)
    readonly property int thin: 4
    readonly property int gridRow: sized(18)
    readonly property int gridCell: sized(22)
    readonly property int plot: sized(220)
    readonly property int firstWidth: 1280
    readonly property int firstHeight: 820
    readonly property int leastWidth: 640
    readonly property int leastHeight: 480
    readonly property int scrollBar: 10
    readonly property int dot: 8
    readonly property int logo: sized(56)

    readonly property real dimmed: 0.4 // of what cannot be used now

    // Milliseconds.
    readonly property int fast: 110 * motion
    readonly property int slow: 200 * motion
    readonly property int pulse: 900
    readonly property int tooltipDelay: 500

    function sized(pixels: real): int {
        return Math.round(pixels * fontScale);
    }

    readonly property Tokens lightTokens: LightTokens {}
    readonly property Tokens darkTokens: DarkTokens {}
    readonly property Tokens lightContrastTokens: LightContrastTokens {}
    readonly property Tokens darkContrastTokens: DarkContrastTokens {}
}
