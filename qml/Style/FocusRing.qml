// SPDX-License-Identifier: GPL-3.0-or-later
// The ring around what has keyboard focus.
import QtQuick
import Fettle.Theme

Rectangle {
    property bool shown: false
    property real inner: Theme.radius

    anchors.fill: parent
    anchors.margins: -Theme.focusWidth - Theme.hairline
    visible: shown
    color: "transparent"
    radius: inner + Theme.focusWidth
    border.width: Theme.focusWidth
    border.color: Theme.colors.focus
}
