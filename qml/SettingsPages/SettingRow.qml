// SPDX-License-Identifier: GPL-3.0-or-later
// A setting: its name and one line on the left, its control on the right.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Item {
    id: root

    required property string name
    required property string hint
    property bool first: false
    default property alias control: slot.data

    width: parent ? parent.width : 0
    implicitHeight: Math.max(words.height, slot.height) + 2 * Theme.medium

    Hairline {
        width: parent.width
        visible: !root.first
    }
    Column {
        id: words
        anchors.left: parent.left
        anchors.right: slot.left
        anchors.rightMargin: Theme.huge
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.focusWidth

        Label {
            width: parent.width
            text: root.name
            font.weight: Font.Medium
            wrapMode: Text.Wrap
        }
        Label {
            width: parent.width
            text: root.hint
            color: Theme.colors.textMuted
            font.pixelSize: Theme.smallSize
            wrapMode: Text.Wrap
        }
    }
    Item {
        id: slot
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        width: childrenRect.width
        height: childrenRect.height
    }
}
