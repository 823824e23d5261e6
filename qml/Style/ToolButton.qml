// SPDX-License-Identifier: GPL-3.0-or-later
// A square button of one icon; its text is its tooltip and its accessible name.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.ToolButton {
    id: control

    hoverEnabled: true // some platforms leave it off
    implicitWidth: display === T.AbstractButton.IconOnly ? implicitHeight : implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.control
    leftPadding: Theme.small
    rightPadding: Theme.small
    opacity: enabled ? 1 : 0.4
    icon.color: Theme.colors.textMuted
    font.pixelSize: Theme.bodySize
    display: T.AbstractButton.IconOnly
    focusPolicy: Qt.StrongFocus

    contentItem: ButtonLabel {
        control: control
        color: control.hovered || control.checked ? Theme.colors.text : control.icon.color
    }
    background: Rectangle {
        radius: Theme.radius
        color: control.down ? Theme.colors.pressed : control.hovered ? Theme.colors.hover : "transparent"

        FocusRing {
            shown: control.visualFocus
        }
    }
}
