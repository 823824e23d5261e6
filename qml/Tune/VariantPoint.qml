// SPDX-License-Identifier: GPL-3.0-or-later
// A model in the plot.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

AbstractButton {
    id: root

    required property real weight // 0..1: how fast, of the fastest
    required property color tone
    required property string words
    required property string label
    required property bool current
    readonly property bool late: parent ? x > parent.width * 0.7 : false // its label goes to the left

    width: Theme.icon + Theme.small
    height: width
    hoverEnabled: true
    activeFocusOnTab: true
    opacity: enabled ? 1 : Theme.dimmed
    z: hovered || activeFocus ? 1 : 0
    Accessible.role: Accessible.Button
    Accessible.name: words
    ToolTip.visible: hovered || visualFocus
    ToolTip.text: words

    contentItem: Item {
        Rectangle {
            anchors.centerIn: parent
            width: Theme.dot + Theme.medium * root.weight
            height: width
            radius: width / 2
            color: root.tone
            border.width: root.current || root.visualFocus ? Theme.focusWidth : 0
            border.color: root.visualFocus ? Theme.colors.focus : Theme.colors.text
        }
        Label {
            x: root.late ? -width - Theme.tiny : parent.width + Theme.tiny
            anchors.verticalCenter: parent.verticalCenter
            text: root.label
            color: root.current ? Theme.colors.text : Theme.colors.textMuted
            font.pixelSize: Theme.captionSize
        }
    }
}
