// SPDX-License-Identifier: GPL-3.0-or-later
// How far; a moving piece where nobody knows.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.ProgressBar {
    id: control

    implicitWidth: Theme.field
    implicitHeight: Theme.thin

    contentItem: Item {
        clip: true

        Rectangle {
            id: piece
            property real phase: 0

            x: control.indeterminate ? (parent.width + width) * phase - width : 0
            width: control.indeterminate ? parent.width / 3 : control.visualPosition * parent.width
            height: parent.height
            radius: height / 2
            color: Theme.colors.accent

            NumberAnimation {
                target: piece
                property: "phase"
                running: control.indeterminate && control.visible && Theme.motion > 0
                from: 0
                to: 1
                duration: 2 * Theme.pulse
                loops: Animation.Infinite
            }
        }
    }
    background: Rectangle {
        radius: height / 2
        color: Theme.colors.selected
    }
}
