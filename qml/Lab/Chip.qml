// SPDX-License-Identifier: GPL-3.0-or-later
// A value that can be chosen together with others.
import QtQuick
import QtQuick.Controls
import Fettle.Style as Style
import Fettle.Theme

ToolButton {
    id: root

    property bool chosen: false

    implicitHeight: Theme.controlSmall
    leftPadding: Theme.medium
    rightPadding: Theme.medium
    display: AbstractButton.TextBesideIcon
    checked: chosen
    font.pixelSize: Theme.smallSize
    activeFocusOnTab: true
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.checked: chosen
    Accessible.onToggleAction: clicked()

    background: Rectangle {
        radius: height / 2
        color: root.chosen ? Theme.colors.accentSoft : root.hovered ? Theme.colors.hover : "transparent"
        border.width: Theme.hairline
        border.color: root.chosen ? Theme.colors.accent : Theme.colors.outline

        Style.FocusRing {
            inner: root.height / 2
            shown: root.visualFocus
        }
    }
}
