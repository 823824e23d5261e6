// SPDX-License-Identifier: GPL-3.0-or-later
// The sheet under popups, menus and dialogs: a border and a soft edge instead of a shader's shadow.
import QtQuick
import Fettle.Theme

Rectangle {
    radius: Theme.radiusLarge
    color: Theme.colors.raised
    border.width: Theme.hairline
    border.color: Theme.colors.outline

    Rectangle {
        z: -1
        anchors.fill: parent
        anchors.margins: -Theme.hairline
        anchors.bottomMargin: -Theme.tiny
        radius: parent.radius + Theme.hairline
        color: Theme.colors.shadow
    }
}
