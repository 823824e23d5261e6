// SPDX-License-Identifier: GPL-3.0-or-later
// On or off.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.Switch {
    id: control

    hoverEnabled: true // some platforms leave it off
    implicitWidth: implicitIndicatorWidth + (text === "" ? 0 : spacing + implicitContentWidth)
    implicitHeight: Theme.controlSmall
    spacing: Theme.small
    font.pixelSize: Theme.bodySize
    focusPolicy: Qt.StrongFocus

    indicator: Rectangle {
        implicitWidth: Theme.page
        implicitHeight: Theme.huge
        y: (control.height - height) / 2
        radius: height / 2
        color: control.checked ? Theme.colors.accent : Theme.colors.selected
        border.width: control.checked ? 0 : Theme.hairline
        border.color: Theme.colors.outline

        Rectangle {
            x: Theme.tiny + control.visualPosition * (parent.width - width - 2 * Theme.tiny)
            y: Theme.tiny
            width: Theme.large
            height: Theme.large
            radius: width / 2
            color: control.checked ? Theme.colors.accentText : Theme.colors.textMuted

            Behavior on x {
                NumberAnimation {
                    duration: Theme.fast
                    easing.type: Easing.OutCubic
                }
            }
        }
        FocusRing {
            inner: parent.radius
            shown: control.visualFocus
        }
    }
    contentItem: ButtonLabel {
        control: control
        alignment: Qt.AlignLeft
        x: control.indicator.width + control.spacing
    }
}
