// SPDX-License-Identifier: GPL-3.0-or-later
// Slim, there when needed.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.ScrollBar {
    id: control

    hoverEnabled: true // some platforms leave it off
    implicitWidth: Theme.scrollBar
    implicitHeight: Theme.scrollBar
    padding: Theme.focusWidth
    minimumSize: 0.06
    visible: policy !== T.ScrollBar.AlwaysOff && size < 1

    contentItem: Rectangle {
        implicitWidth: Theme.scrollBar - 2 * Theme.focusWidth
        implicitHeight: Theme.scrollBar - 2 * Theme.focusWidth
        radius: Math.min(width, height) / 2
        color: control.pressed || control.hovered ? Theme.colors.textFaint : Theme.colors.outline
        opacity: control.active || control.hovered ? 1 : 0

        Behavior on opacity {
            NumberAnimation {
                duration: Theme.slow
            }
        }
    }
}
