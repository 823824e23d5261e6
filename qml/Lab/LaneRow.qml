// SPDX-License-Identifier: GPL-3.0-or-later
// One of many candidates: how far it is and how fast so far.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Item {
    id: root

    required property string name
    required property int runs
    required property int allRuns
    required property real speed
    required property real live
    required property real share
    required property bool active
    required property bool warming
    required property string failure
    readonly property string amount: root.live > 0 ? qsTr("%1 tok/s").arg(Figures.number(root.live)) : root.speed > 0 ? qsTr("%1 tok/s").arg(Figures.number(root.speed)) : ""
    readonly property string progress: warming ? qsTr("warming up") : qsTr("%1 of %2").arg(runs).arg(allRuns)

    objectName: "labLane"
    implicitHeight: Math.max(Theme.controlSmall, why.height)
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1: %2, %3").arg(name).arg(failure === "" ? amount : failure).arg(progress)

    Rectangle {
        id: light
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.dot
        height: Theme.dot
        radius: Theme.dot / 2
        color: root.failure !== "" ? Theme.colors.danger : root.active ? Theme.colors.accent : root.runs >= root.allRuns ? Theme.colors.textMuted : Theme.colors.outline
    }
    Label {
        id: title
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.large
        width: parent.width * 0.36
        text: root.name
        font.weight: root.active ? Font.DemiBold : Font.Normal
        elide: Text.ElideRight
    }
    Label {
        id: why
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: title.right
        anchors.right: parent.right
        anchors.leftMargin: Theme.medium
        visible: root.failure !== ""
        text: root.failure
        color: Theme.colors.danger
        font.pixelSize: Theme.smallSize
        wrapMode: Text.Wrap
    }
    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: title.right
        anchors.right: pace.left
        anchors.margins: Theme.medium
        visible: root.failure === ""
        height: Theme.small
        radius: Theme.tiny
        color: Theme.colors.sunken

        Rectangle {
            width: parent.width * root.share
            height: parent.height
            radius: Theme.tiny
            color: root.active ? Theme.colors.accent : Theme.colors.chartWeights
        }
    }
    Label {
        id: pace
        anchors.verticalCenter: parent.verticalCenter
        anchors.right: count.left
        width: Theme.field / 2
        visible: root.failure === ""
        text: root.amount
        horizontalAlignment: Text.AlignRight
        font.weight: Font.Medium
    }
    Label {
        id: count
        anchors.verticalCenter: parent.verticalCenter
        anchors.right: parent.right
        width: Theme.field / 2
        visible: root.failure === ""
        text: root.progress
        horizontalAlignment: Text.AlignRight
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
    }
}
