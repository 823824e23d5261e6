// SPDX-License-Identifier: GPL-3.0-or-later
// A word in a soft capsule.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Rectangle {
    id: root

    required property string text
    property color tone: Theme.colors.accent
    property color ground: Theme.colors.accentSoft

    implicitWidth: label.implicitWidth + 2 * Theme.small
    implicitHeight: label.implicitHeight + Theme.tiny
    radius: height / 2
    color: ground

    Label {
        id: label
        anchors.centerIn: parent
        text: root.text
        color: root.tone
        font.pixelSize: Theme.captionSize
        font.weight: Font.Medium
    }
}
