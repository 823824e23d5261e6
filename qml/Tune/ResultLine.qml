// SPDX-License-Identifier: GPL-3.0-or-later
// A line of the table: what, before, after.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Item {
    id: root

    required property string name
    required property string first
    required property string second
    property bool head: false
    readonly property real column: width * 0.3

    width: parent ? parent.width : 0
    implicitHeight: label.implicitHeight + Theme.small
    Accessible.role: Accessible.StaticText
    Accessible.name: head ? "" : qsTr("%1: before %2, after %3").arg(name).arg(first).arg(second)

    Hairline {
        width: parent.width
        visible: !root.head
    }
    Label {
        id: label
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 2 * root.column - Theme.small
        text: root.name
        color: Theme.colors.textMuted
        elide: Text.ElideRight
    }
    Label {
        anchors.verticalCenter: parent.verticalCenter
        x: parent.width - 2 * root.column
        width: root.column
        horizontalAlignment: Text.AlignRight
        text: root.first
        color: Theme.colors.textMuted
        elide: Text.ElideRight
    }
    Label {
        anchors.verticalCenter: parent.verticalCenter
        x: parent.width - root.column
        width: root.column
        horizontalAlignment: Text.AlignRight
        text: root.second
        color: root.head ? Theme.colors.textMuted : Theme.colors.text
        font.weight: root.head ? Font.Normal : Font.DemiBold
        elide: Text.ElideRight
    }
}
