// SPDX-License-Identifier: GPL-3.0-or-later
// Actions in a sheet.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.Menu {
    id: control

    implicitWidth: Math.max(Theme.field, contentWidth + leftPadding + rightPadding)
    implicitHeight: contentHeight + topPadding + bottomPadding
    padding: Theme.tiny
    overlap: Theme.tiny

    delegate: MenuItem {}
    background: PopupFrame {
        radius: Theme.radius
    }
    contentItem: ListView {
        implicitHeight: contentHeight
        model: control.contentModel
        currentIndex: control.currentIndex
        interactive: false
    }
}
