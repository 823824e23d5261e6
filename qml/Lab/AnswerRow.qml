// SPDX-License-Identifier: GPL-3.0-or-later
// An answer of a chat among others: its speeds and what it took.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Item {
    id: root

    required property int index
    required property string modelName
    required property string device
    required property string time
    required property int promptTokens
    required property int tokens
    required property real first
    required property real prefill
    required property real decode
    required property real memory
    required property real share
    readonly property string facts: qsTr("%1 tokens after a prompt of %2 at %3 tok/s · first after %4 · %5").arg(Figures.integer(tokens)).arg(Figures.integer(promptTokens)).arg(Figures.number(prefill)).arg(Figures.milliseconds(first)).arg(Figures.bytes(memory))

    signal removeRequested

    objectName: "labAnswer"
    implicitHeight: words.height + Theme.small
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2 tok/s: %3").arg(modelName).arg(Figures.number(decode)).arg(facts)

    Column {
        id: words
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width * 0.58
        spacing: Theme.hairline

        Label {
            width: parent.width
            text: qsTr("%1 · %2").arg(root.modelName).arg(root.device)
            font.weight: Font.Medium
            elide: Text.ElideRight
        }
        Label {
            width: parent.width
            text: root.facts
            color: Theme.colors.textMuted
            font.pixelSize: Theme.smallSize
            elide: Text.ElideRight
        }
    }
    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: words.right
        anchors.right: speed.left
        anchors.margins: Theme.medium
        height: Theme.small
        radius: Theme.tiny
        color: Theme.colors.sunken

        Rectangle {
            width: parent.width * root.share
            height: parent.height
            radius: Theme.tiny
            color: Theme.colors.chartWeights
        }
    }
    Label {
        id: speed
        anchors.verticalCenter: parent.verticalCenter
        anchors.right: out.left
        width: Theme.field / 2
        text: qsTr("%1 tok/s").arg(Figures.number(root.decode))
        horizontalAlignment: Text.AlignRight
        font.weight: Font.Medium
    }
    IconButton {
        id: out
        anchors.verticalCenter: parent.verticalCenter
        anchors.right: parent.right
        implicitHeight: Theme.controlSmall
        glyph: "close"
        text: qsTr("Take it out")
        onClicked: root.removeRequested()
    }
}
