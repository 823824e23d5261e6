// SPDX-License-Identifier: GPL-3.0-or-later
// The name of an icon, after a moment.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.ToolTip {
    id: control

    x: parent ? (parent.width - implicitWidth) / 2 : 0
    y: -implicitHeight - Theme.tiny
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    margins: Theme.tiny
    padding: Theme.small
    topPadding: Theme.tiny
    bottomPadding: Theme.tiny
    delay: Theme.tooltipDelay
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent | T.Popup.CloseOnReleaseOutsideParent

    contentItem: Text {
        text: control.text
        textFormat: Text.PlainText
        color: Theme.colors.surface
        font.pixelSize: Theme.captionSize
    }
    background: Rectangle {
        radius: Theme.radiusSmall
        color: Theme.colors.text
    }
}
