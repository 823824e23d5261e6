// SPDX-License-Identifier: GPL-3.0-or-later
// A field to search in, with a button to clear it.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

TextField {
    id: root

    signal cleared

    leftPadding: Theme.iconSmall + 2 * Theme.small
    rightPadding: Theme.controlSmall + Theme.tiny
    Accessible.name: placeholderText
    Keys.onEscapePressed: root.cleared()

    Icon {
        x: Theme.small
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.iconSmall
        height: Theme.iconSmall
        name: "search"
        color: Theme.colors.textMuted
    }
    IconButton {
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.rightMargin: Theme.tiny
        implicitHeight: Theme.controlSmall
        visible: root.text !== ""
        glyph: "close"
        text: qsTr("Clear the search")
        onClicked: root.cleared()
    }
}
