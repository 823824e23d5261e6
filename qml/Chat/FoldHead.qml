// SPDX-License-Identifier: GPL-3.0-or-later
// One line that unfolds what belongs to it.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Button {
    id: root

    required property bool unfolded

    leftPadding: 0
    implicitHeight: Theme.controlSmall
    flat: true
    activeFocusOnTab: true
    Accessible.name: text
    Accessible.description: unfolded ? qsTr("Unfolded") : qsTr("Folded")
    contentItem: Row {
        spacing: Theme.tiny

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.iconSmall
            height: Theme.iconSmall
            name: root.unfolded ? "chevronDown" : "chevronRight"
            color: words.color
        }
        Label {
            id: words
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            color: root.hovered || root.activeFocus ? Theme.colors.text : Theme.colors.textMuted
            font.pixelSize: Theme.smallSize
            elide: Text.ElideMiddle
        }
    }
    background: Rectangle {
        radius: Theme.radiusSmall
        visible: root.visualFocus
        color: Theme.colors.hover
    }
}
