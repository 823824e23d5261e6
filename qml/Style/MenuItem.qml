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
    rightPadding: subMenu !== null ? Theme.medium + Theme.iconSmall : Theme.medium
    font.pixelSize: Theme.bodySize
    opacity: enabled ? 1 : 0.5

    contentItem: ButtonLabel {
        control: control
        alignment: Qt.AlignLeft
    }
    arrow: Icon {
        x: control.width - width - Theme.small
        y: control.topPadding + (control.availableHeight - height) / 2
        visible: control.subMenu !== null
        implicitWidth: Theme.iconSmall
        implicitHeight: Theme.iconSmall
        name: "chevronRight"
        color: Theme.colors.textMuted
    }
    background: Rectangle {
        radius: Theme.radiusSmall
        color: control.highlighted ? Theme.colors.hover : "transparent"
    }
}
