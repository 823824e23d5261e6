// SPDX-License-Identifier: GPL-3.0-or-later
// A small icon and a few words of the status line.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Row {
    id: root

    required property string glyph
    required property string text
    property color tone: Theme.colors.textMuted
    property real most: Theme.column

    spacing: Theme.tiny
    visible: text !== ""
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Icon {
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.iconSmall
        height: Theme.iconSmall
        name: root.glyph
        color: root.tone
    }
    Label {
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, root.most)
        text: root.text
        color: root.tone
        font.pixelSize: Theme.captionSize
        elide: Text.ElideRight
    }
}
