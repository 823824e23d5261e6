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
        anchors.topMargin: Theme.medium
        anchors.bottomMargin: -Theme.tiny
        radius: parent.radius
        color: Theme.colors.shadow
    }
}
