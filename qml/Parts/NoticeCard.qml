// SPDX-License-Identifier: GPL-3.0-or-later
// One notice: its sentence, its action, a way to dismiss it.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Theme
import Fettle.Ui

Rectangle {
    id: root

    required property int noticeId
    required property int kind
    required property string text
    required property string actionId
    required property string subject
    readonly property bool bad: kind === NoticeList.Error
    readonly property bool mild: kind === NoticeList.Info

    signal acted
    signal dismissed

    implicitHeight: row.implicitHeight + 2 * Theme.small
    radius: Theme.radius
    color: bad ? Theme.colors.dangerSoft : mild ? Theme.colors.raised : Theme.colors.warningSoft
    border.width: Theme.hairline
    border.color: Theme.colors.outline
    Accessible.role: Accessible.AlertMessage
    Accessible.name: label.text

    RowLayout {
        id: row
        anchors.fill: parent
        anchors.margins: Theme.small
        anchors.leftMargin: Theme.medium
        spacing: Theme.small

        Icon {
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: Theme.small - Theme.focusWidth
            name: root.mild ? "info" : "warning"
            color: root.bad ? Theme.colors.danger : root.mild ? Theme.colors.textMuted : Theme.colors.warning
        }
        Label {
            id: label
            Layout.fillWidth: true
            text: root.text
            wrapMode: Text.Wrap
        }
        Button {
            objectName: "noticeAction"
            visible: root.actionId !== ""
            implicitHeight: Theme.controlSmall
            leftPadding: Theme.medium
            rightPadding: Theme.medium
            text: root.actionId === "undo" ? qsTr("Undo") : qsTr("Show")
            onClicked: root.acted()
        }
        IconButton {
            implicitHeight: Theme.controlSmall
            glyph: "close"
            text: qsTr("Dismiss")
            onClicked: root.dismissed()
        }
    }
}
