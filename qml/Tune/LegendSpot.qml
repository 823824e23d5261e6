// SPDX-License-Identifier: GPL-3.0-or-later
// A colour and what it means.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Row {
    id: root

    required property color tone
    required property string words

    spacing: Theme.small

    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.medium
        height: Theme.medium
        radius: Theme.focusWidth
        color: root.tone
    }
    Label {
        text: root.words
        color: Theme.colors.textMuted
        font.pixelSize: Theme.captionSize
    }
}
