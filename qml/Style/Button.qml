// SPDX-License-Identifier: GPL-3.0-or-later
// highlighted: the one main action; flat: no frame; else outlined. icon.name is a glyph of Fettle.Theme.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.Button {
    id: control

    hoverEnabled: true // some platforms leave it off
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.control
    leftPadding: Theme.large
    rightPadding: Theme.large
    spacing: Theme.small
    opacity: enabled ? 1 : 0.5
    font.pixelSize: Theme.bodySize
    font.weight: Font.Medium
    focusPolicy: Qt.StrongFocus

    contentItem: ButtonLabel {
        control: control
        color: control.highlighted ? Theme.colors.accentText : Theme.colors.text
    }
    background: Rectangle {
        radius: Theme.radius
        color: control.highlighted ? (control.hovered ? Theme.colors.accentHover : Theme.colors.accent) : "transparent"
        border.width: control.flat || control.highlighted ? 0 : Theme.hairline
        border.color: Theme.colors.outline

        Rectangle {
            anchors.fill: parent
            radius: parent.radius
            visible: !control.highlighted && (control.hovered || control.down || control.checked)
            color: control.down ? Theme.colors.pressed : Theme.colors.hover
        }
        FocusRing {
            shown: control.visualFocus
        }
    }
}
