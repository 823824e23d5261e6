// SPDX-License-Identifier: GPL-3.0-or-later
// A name and its value on one line.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Theme

RowLayout {
    id: root

    required property string name
    required property string value

    spacing: Theme.medium
    Layout.fillWidth: true

    Label {
        Layout.fillWidth: true
        text: root.name
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        elide: Text.ElideRight
    }
    Label {
        text: root.value
        font.pixelSize: Theme.smallSize
    }
}
