// SPDX-License-Identifier: GPL-3.0-or-later
// A job of before: what it made, how it ended, and what can be done with it.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Rectangle {
    id: root

    required property TuneRoom room
    required property var model // for its state and its id, whose names are taken or too long for QML
    required property string recipe
    required property string sourceName
    required property string targetName
    required property date time
    required property real bytes
    required property real kld
    required property real kldError
    required property string error
    required property bool missing
    readonly property int status: model.state ?? TuneHistory.Done
    readonly property bool atWork: status === TuneHistory.Running
    readonly property var words: ({
            [TuneHistory.Running]: qsTr("At work"),
            [TuneHistory.Paused]: qsTr("Paused"),
            [TuneHistory.Cancelled]: qsTr("Cancelled"),
            [TuneHistory.Failed]: qsTr("Failed"),
            [TuneHistory.Done]: missing ? qsTr("The file is gone") : qsTr("Done")
        })
    readonly property string figures: kld >= 0 ? qsTr("%1, KL divergence %2 ± %3").arg(Figures.bytes(bytes)).arg(Figures.decimals(kld, 4)).arg(Figures.decimals(kldError, 4)) : bytes > 0 ? Figures.bytes(bytes) : ""

    objectName: "historyRow"
    implicitHeight: column.height + 2 * Theme.medium
    radius: Theme.radius
    color: Theme.colors.raised
    border.width: Theme.hairline
    border.color: Theme.colors.line
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1: %2").arg(targetName).arg(words[status] ?? "")

    Column {
        id: column
        x: Theme.large
        y: Theme.medium
        width: actions.x - x - Theme.small
        spacing: Theme.focusWidth

        Label {
            width: parent.width
            text: root.targetName
            font.weight: Font.Medium
            elide: Text.ElideMiddle
        }
        Label {
            width: parent.width
            text: qsTr("%1, from %2, %3").arg(root.recipe).arg(root.sourceName).arg(root.time.toLocaleString(Qt.locale(), Locale.ShortFormat))
            color: Theme.colors.textMuted
            font.pixelSize: Theme.captionSize
            elide: Text.ElideMiddle
        }
        Label {
            width: parent.width
            text: root.figures === "" ? (root.words[root.status] ?? "") : qsTr("%1. %2").arg(root.words[root.status] ?? "").arg(root.figures)
            color: root.status === TuneHistory.Failed || root.missing && root.status === TuneHistory.Done ? Theme.colors.danger : Theme.colors.textMuted
            font.pixelSize: Theme.captionSize
            elide: Text.ElideRight
        }
        Label {
            width: parent.width
            visible: text !== ""
            text: root.error
            color: Theme.colors.textMuted
            font.pixelSize: Theme.captionSize
            wrapMode: Text.Wrap
        }
    }
    Row {
        id: actions
        anchors.right: parent.right
        anchors.rightMargin: Theme.medium
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.tiny

        Button {
            objectName: "openJob"
            implicitHeight: Theme.controlSmall + Theme.tiny
            visible: root.status === TuneHistory.Done || root.status === TuneHistory.Paused
            text: root.status === TuneHistory.Paused ? qsTr("Go on") : qsTr("Result")
            activeFocusOnTab: true
            Accessible.name: qsTr("%1: %2").arg(text).arg(root.targetName)
            onClicked: root.room.open(root.model.jobId)
        }
        IconButton {
            objectName: "jobAgain"
            implicitHeight: Theme.controlSmall + Theme.tiny
            visible: !root.atWork
            glyph: "refresh"
            text: qsTr("The same once more")
            onClicked: root.room.again(root.model.jobId)
        }
        IconButton {
            objectName: "removeJob"
            implicitHeight: Theme.controlSmall + Theme.tiny
            visible: !root.atWork
            glyph: "close"
            text: qsTr("Take it off the list (a finished model stays)")
            onClicked: root.room.remove(root.model.jobId)
        }
    }
}
