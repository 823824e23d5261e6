// SPDX-License-Identifier: GPL-3.0-or-later
// A value on a line.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.Slider {
    id: control

    hoverEnabled: true // some platforms leave it off
    implicitWidth: Theme.field
    implicitHeight: Theme.controlSmall
    focusPolicy: Qt.StrongFocus
    opacity: enabled ? 1 : 0.5

    handle: Rectangle {
        x: control.leftPadding + control.visualPosition * (control.availableWidth - width)
        y: (control.height - height) / 2
        width: Theme.large
        height: Theme.large
        radius: width / 2
        color: Theme.colors.raised
        border.width: Theme.focusWidth
        border.color: control.hovered || control.pressed ? Theme.colors.accentHover : Theme.colors.accent

        FocusRing {
            inner: parent.width / 2
            shown: control.visualFocus
        }
    }
    background: Rectangle {
        x: control.leftPadding
        y: (control.height - height) / 2
        width: control.availableWidth
        height: Theme.thin
        radius: height / 2
        color: Theme.colors.selected

        Rectangle {
            width: control.visualPosition * parent.width
            height: parent.height
            radius: parent.radius
            color: Theme.colors.accent
        }
    }
}
