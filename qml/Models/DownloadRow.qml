// SPDX-License-Identifier: GPL-3.0-or-later
// One download: how far it is, how fast, and what can be done with it.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Rectangle {
    id: root

    required property int downloadId
    required property string title
    required property var model // for its state, whose name Item has taken
    required property real doneBytes
    required property real totalBytes
    required property real speed
    required property real secondsLeft
    required property string sentence
    required property string path
    readonly property int status: model.state ?? DownloadList.Queued
    readonly property bool over: status === DownloadList.Done || status === DownloadList.Failed
    readonly property bool resting: status === DownloadList.Paused || status === DownloadList.Failed
    readonly property real share: totalBytes > 0 ? doneBytes / totalBytes : 0
    readonly property string amount: qsTr("%1 of %2, %3").arg(Figures.bytes(doneBytes)).arg(Figures.bytes(totalBytes)).arg(Figures.percent(share))
    readonly property string pace: speed > 0 ? qsTr("%1/s").arg(Figures.bytes(speed)) + (secondsLeft >= 0 ? qsTr(", %1 left").arg(Figures.duration(secondsLeft)) : "") : ""
    readonly property var words: ({
            [DownloadList.Queued]: qsTr("Waits for its turn"),
            [DownloadList.Running]: pace,
            [DownloadList.Waiting]: sentence,
            [DownloadList.Checking]: qsTr("Checking what came"),
            [DownloadList.Paused]: qsTr("Paused"),
            [DownloadList.Done]: qsTr("Complete and checked"),
            [DownloadList.Failed]: sentence
        })

    signal pauseRequested
    signal resumeRequested
    signal cancelRequested
    signal loadRequested

    implicitHeight: column.height + 2 * Theme.medium
    radius: Theme.radius
    color: Theme.colors.raised
    border.width: Theme.hairline
    border.color: Theme.colors.line
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2. %3").arg(title).arg(amount).arg(words[status] ?? "")

    Column {
        id: column
        x: Theme.large
        y: Theme.medium
        width: actions.x - x - Theme.small
        spacing: Theme.tiny

        Label {
            width: parent.width
            text: root.title
            font.weight: Font.Medium
            elide: Text.ElideMiddle
        }
        ProgressBar {
            width: parent.width
            visible: !root.over
            value: root.share
            Accessible.name: root.title
        }
        Label {
            width: parent.width
            text: root.status === DownloadList.Done ? Figures.bytes(root.totalBytes) : root.amount
            color: Theme.colors.textMuted
            font.pixelSize: Theme.captionSize
        }
        Label {
            width: parent.width
            visible: text !== ""
            text: root.words[root.status] ?? ""
            color: root.status === DownloadList.Failed ? Theme.colors.danger : Theme.colors.textMuted
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
            visible: root.status === DownloadList.Done
            implicitHeight: Theme.controlSmall + Theme.tiny
            text: qsTr("Load")
            Accessible.name: qsTr("Load %1").arg(root.title)
            onClicked: root.loadRequested()
        }
        Button {
            objectName: "pauseDownload"
            visible: root.status !== DownloadList.Done
            implicitHeight: Theme.controlSmall + Theme.tiny
            text: root.resting ? qsTr("Go on") : qsTr("Pause")
            onClicked: root.resting ? root.resumeRequested() : root.pauseRequested()
        }
        IconButton {
            implicitHeight: Theme.controlSmall + Theme.tiny
            glyph: "close"
            text: root.status === DownloadList.Done ? qsTr("Take it off the list (the file stays)") : qsTr("Cancel and remove what came")
            onClicked: root.cancelRequested()
        }
    }
}
