// SPDX-License-Identifier: GPL-3.0-or-later
// A question to begin with.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Button {
    id: root

    implicitHeight: Theme.control + Theme.medium
    implicitWidth: Theme.field
    font.weight: Font.Normal
    activeFocusOnTab: true
    Accessible.name: text

    contentItem: Item {
        Label {
            anchors.left: parent.left
            anchors.right: arrow.left
            anchors.rightMargin: Theme.small
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            elide: Text.ElideRight
        }
        Icon {
            id: arrow
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.iconSmall
            height: Theme.iconSmall
            name: "chevronRight"
            color: root.hovered || root.activeFocus ? Theme.colors.accent : Theme.colors.textFaint
        }
    }
}
