// SPDX-License-Identifier: GPL-3.0-or-later
// A name with a line on what it means, and its control on the right.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Item {
    id: root

    required property string name
    property string hint: ""
    default property alias control: slot.data

    width: parent ? parent.width : 0
    implicitHeight: Math.max(words.height, slot.height) + Theme.small

    Column {
        id: words
        anchors.left: parent.left
        anchors.right: slot.left
        anchors.rightMargin: Theme.large
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
            visible: text !== ""
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
