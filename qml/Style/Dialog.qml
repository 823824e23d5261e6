// SPDX-License-Identifier: GPL-3.0-or-later
// A question or a page above the window.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.Dialog {
    id: control

    implicitWidth: Math.max(Theme.popup, implicitContentWidth + leftPadding + rightPadding)
    implicitHeight: implicitContentHeight + topPadding + bottomPadding + implicitHeaderHeight + implicitFooterHeight
    padding: Theme.huge
    topPadding: Theme.small

    background: PopupFrame {}
    header: Text {
        visible: control.title !== ""
        leftPadding: Theme.huge
        rightPadding: Theme.huge
        topPadding: Theme.huge
        bottomPadding: Theme.small
        text: control.title
        textFormat: Text.PlainText
        color: Theme.colors.text
        font.pixelSize: Theme.titleSize
        font.weight: Font.DemiBold
        elide: Text.ElideRight
    }
    footer: DialogButtonBox {
        visible: count > 0
    }
    T.Overlay.modal: Rectangle {
        color: Theme.colors.scrim
    }
}
