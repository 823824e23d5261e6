// SPDX-License-Identifier: GPL-3.0-or-later
// One action of a menu.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.MenuItem {
    id: control

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.row
    leftPadding: Theme.medium
    rightPadding: Theme.medium
    font.pixelSize: Theme.bodySize
    opacity: enabled ? 1 : 0.5

    contentItem: ButtonLabel {
        control: control
        alignment: Qt.AlignLeft
    }
    background: Rectangle {
        radius: Theme.radiusSmall
        color: control.highlighted ? Theme.colors.hover : "transparent"
    }
}
