// SPDX-License-Identifier: GPL-3.0-or-later
// The colours a theme has to give. A theme that forgets one does not load.
import QtQuick

QtObject {
    required property color window // behind everything: sidebar, status line
    required property color surface // the page
    required property color raised // popups, cards, the composer
    required property color sunken // code, wells, tracks
    required property color bubble // what the user said
    required property color hover // laid over a row under the pointer
    required property color pressed
    required property color selected // the current row
    required property color line // hairlines between areas
    required property color outline // borders of controls
    required property color text
    required property color textMuted
    required property color textFaint // only large or decorative text
    required property color accent
    required property color accentHover
    required property color accentSoft // tinted background
    required property color accentText
    required property color focus
    required property color danger
    required property color dangerSoft
    required property color warning
    required property color warningSoft
    required property color link
    required property color code
    required property color codeComment
    required property color codeString
    required property color codeNumber
    required property color codeKeyword
    required property color shadow
    required property color scrim
    required property color chartWeights
    required property color chartCache
    required property color chartScratch
    required property color chartProcess
    required property list<color> series // told apart in one picture; after the last one they begin again
    required property list<color> ramp // from little to much: how large an error is
}
