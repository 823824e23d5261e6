// SPDX-License-Identifier: GPL-3.0-or-later
// One of several choices: a title, a line on what it means, and a mark on the chosen one.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

ItemDelegate {
    id: root

    required property string title
    property string hint: ""
    property string figure: "" // on the right
    property bool chosen: false

    implicitHeight: words.implicitHeight + 2 * Theme.medium
    topPadding: 0
    bottomPadding: 0
    leftPadding: Theme.large
    rightPadding: Theme.large
    activeFocusOnTab: true
    Accessible.role: Accessible.RadioButton
    Accessible.name: title
    Accessible.description: hint
    Accessible.checkable: true
    Accessible.checked: chosen

    Rectangle {
        anchors.fill: parent
        z: -1
        radius: Theme.radius
        color: root.chosen ? Theme.colors.accentSoft : Theme.colors.raised
        border.width: Theme.hairline
        border.color: root.chosen ? Theme.colors.accent : Theme.colors.line
    }

    contentItem: Item {
        Rectangle {
            id: mark
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.large
            height: Theme.large
            radius: width / 2
            color: "transparent"
            border.width: root.chosen ? Theme.tiny + Theme.hairline : Theme.hairline
            border.color: root.chosen ? Theme.colors.accent : Theme.colors.outline
        }
        Column {
            id: words
            anchors.left: mark.right
            anchors.leftMargin: Theme.medium
            anchors.right: number.left
            anchors.rightMargin: Theme.small
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.focusWidth

            Label {
                width: parent.width
                text: root.title
                font.weight: Font.Medium
                elide: Text.ElideMiddle
            }
            Label {
                width: parent.width
                visible: text !== ""
                text: root.hint
                color: Theme.colors.textMuted
                font.pixelSize: Theme.smallSize
                wrapMode: Text.WrapAtWordBoundaryOrAnywhere
                maximumLineCount: 3
                elide: Text.ElideRight
            }
        }
        Label {
            id: number
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            text: root.figure
            color: Theme.colors.textMuted
            font.pixelSize: Theme.smallSize
        }
    }
}
