// SPDX-License-Identifier: GPL-3.0-or-later
// A sheet above the page.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.Popup {
    id: control

    implicitWidth: contentWidth + leftPadding + rightPadding
    implicitHeight: contentHeight + topPadding + bottomPadding
    padding: Theme.medium

    background: PopupFrame {}
    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.fast
        }
    }
    exit: Transition {
        NumberAnimation {
            property: "opacity"
            to: 0
            duration: Theme.fast
        }
    }
    T.Overlay.modal: Rectangle {
        color: Theme.colors.scrim
    }
}
