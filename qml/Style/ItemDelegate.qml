// SPDX-License-Identifier: GPL-3.0-or-later
// A row of a list.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.ItemDelegate {
    id: control

    hoverEnabled: true // some platforms leave it off
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.row
    leftPadding: Theme.medium
    rightPadding: Theme.medium
    font.pixelSize: Theme.bodySize

    contentItem: ButtonLabel {
        control: control
        alignment: Qt.AlignLeft
    }
    background: Rectangle {
        radius: Theme.radius
        color: control.highlighted ? Theme.colors.selected : control.down ? Theme.colors.pressed : control.hovered ? Theme.colors.hover : "transparent"

        FocusRing {
            anchors.margins: 0
            inner: Theme.radius - Theme.focusWidth
            shown: control.visualFocus
        }
    }
}
