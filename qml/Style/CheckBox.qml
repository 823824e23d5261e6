// SPDX-License-Identifier: GPL-3.0-or-later
// A tick.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.CheckBox {
    id: control

    hoverEnabled: true // some platforms leave it off
    implicitWidth: implicitIndicatorWidth + spacing + implicitContentWidth
    implicitHeight: Theme.controlSmall
    spacing: Theme.small
    leftPadding: indicator.width + spacing
    font.pixelSize: Theme.bodySize

    indicator: Rectangle {
        implicitWidth: Theme.icon
        implicitHeight: Theme.icon
        y: (control.height - height) / 2
        radius: Theme.tiny
        color: control.checked ? Theme.colors.accent : Theme.colors.raised
        border.width: control.checked ? 0 : Theme.hairline
        border.color: Theme.colors.outline

        Icon {
            anchors.fill: parent
            visible: control.checked
            name: "check"
            color: Theme.colors.accentText
        }
        FocusRing {
            inner: parent.radius
            shown: control.visualFocus
        }
    }
    contentItem: ButtonLabel {
        control: control
        alignment: Qt.AlignLeft
    }
}
