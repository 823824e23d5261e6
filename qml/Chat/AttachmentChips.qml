// SPDX-License-Identifier: GPL-3.0-or-later
// The files that go along with the message: name, tokens, a way to leave one out; and why they cannot be sent.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property ChatSession chat

    objectName: "attachmentChips"
    visible: chat.attachments.count > 0
    height: visible ? implicitHeight : 0
    spacing: Theme.tiny

    Flow {
        width: parent.width
        spacing: Theme.tiny
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Attached files")

        Repeater {
            model: root.chat.attachments

            Rectangle {
                id: chip
                required property int index
                required property string name
                required property var tokens
                readonly property string amount: tokens < 0 ? qsTr("counting…") : qsTr("%1 tokens").arg(Figures.integer(tokens))

                objectName: "attachmentChip"
                implicitWidth: row.implicitWidth + Theme.medium
                implicitHeight: Theme.controlSmall
                radius: Theme.radiusSmall
                color: Theme.colors.sunken
                border.width: Theme.hairline
                border.color: Theme.colors.line
                Accessible.role: Accessible.ListItem
                Accessible.name: qsTr("%1, %2").arg(name).arg(amount)

                Row {
                    id: row
                    x: Theme.small
                    height: parent.height
                    spacing: Theme.tiny

                    Icon {
                        anchors.verticalCenter: parent.verticalCenter
                        width: Theme.iconSmall
                        height: Theme.iconSmall
                        name: "file"
                        color: Theme.colors.textMuted
                    }
                    Label {
                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.min(implicitWidth, Theme.field)
                        text: chip.name
                        font.pixelSize: Theme.smallSize
                        elide: Text.ElideMiddle
                    }
                    Label {
                        anchors.verticalCenter: parent.verticalCenter
                        text: chip.amount
                        color: Theme.colors.textMuted
                        font.pixelSize: Theme.captionSize
                    }
                    IconButton {
                        objectName: "removeAttachment"
                        anchors.verticalCenter: parent.verticalCenter
                        implicitWidth: Theme.controlSmall
                        implicitHeight: Theme.controlSmall
                        glyph: "close"
                        text: qsTr("Do not attach %1").arg(chip.name)
                        onClicked: root.chat.attachments.remove(chip.index)
                    }
                }
            }
        }
    }
    Label {
        objectName: "obstacle"
        width: parent.width
        visible: text !== ""
        text: root.chat.obstacle
        color: Theme.colors.danger
        font.pixelSize: Theme.smallSize
        wrapMode: Text.Wrap
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
}
