// SPDX-License-Identifier: GPL-3.0-or-later
// One part of a stacked chart: colour, name, amount.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Theme

RowLayout {
    id: root

    required property color tone
    required property string name
    required property string amount

    spacing: Theme.small
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("%1: %2").arg(name).arg(amount)

    Rectangle {
        implicitWidth: Theme.dot
        implicitHeight: Theme.dot
        radius: Theme.focusWidth
        color: root.tone
    }
    Label {
        Layout.fillWidth: true
        text: root.name
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        elide: Text.ElideRight
    }
    Label {
        text: root.amount
        font.pixelSize: Theme.smallSize
    }
}
