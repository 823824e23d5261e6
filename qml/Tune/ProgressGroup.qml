// SPDX-License-Identifier: GPL-3.0-or-later
// How far a job is: its phase, what it is at, how fast, and the ways to pause and to end it.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Card {
    id: root

    required property TuneActivity activity
    readonly property bool running: activity.state === TuneActivity.Running
    readonly property bool paused: activity.state === TuneActivity.Paused
    readonly property var phases: [qsTr("Starting"), qsTr("Reading the calibration text"), qsTr("Quantizing"), qsTr("Trying out types"), qsTr("Verifying on text that the search has not seen"), qsTr("Pruning"), qsTr("Measuring the loss"), qsTr("Measuring the speed")]
    readonly property var states: ({
            [TuneActivity.Pausing]: qsTr("Pausing…"),
            [TuneActivity.Paused]: qsTr("Paused"),
            [TuneActivity.Cancelling]: qsTr("Ending…"),
            [TuneActivity.Cancelled]: qsTr("Cancelled; nothing of it was left behind"),
            [TuneActivity.Failed]: qsTr("Failed")
        })
    readonly property string phase: states[activity.state] ?? phases[activity.phase]
    readonly property string place: activity.count > 0 ? qsTr("%1 of %2").arg(Math.min(activity.index + 1, activity.count)).arg(activity.count) : ""

    title: activity.targetName

    Row {
        width: parent ? parent.width : 0
        spacing: Theme.small

        Label {
            id: phaseName
            objectName: "phaseName"
            text: root.phase
            font.pixelSize: Theme.titleSize
            font.weight: Font.DemiBold
            Accessible.name: qsTr("%1, %2").arg(text).arg(root.place)
        }
        Label {
            anchors.baseline: phaseName.baseline
            visible: root.activity.active
            text: root.place
            color: Theme.colors.textMuted
        }
    }
    ProgressBar {
        objectName: "jobProgress"
        width: parent ? parent.width : 0
        visible: root.activity.active || root.paused
        value: root.activity.share
        indeterminate: root.running && root.activity.count === 0
        Accessible.name: root.phase
    }
    Label {
        width: parent ? parent.width : 0
        visible: root.activity.active
        text: root.activity.what === "" ? " " : root.activity.what
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        elide: Text.ElideMiddle
    }
    FactRow {
        width: parent ? parent.width : 0
        name: qsTr("Time so far")
        value: Figures.duration(root.activity.seconds)
    }
    FactRow {
        width: parent ? parent.width : 0
        visible: root.activity.active && root.activity.kld >= 0
        name: qsTr("Loss so far")
        value: qsTr("KL divergence %1 ± %2").arg(Figures.decimals(root.activity.kld, 4)).arg(Figures.decimals(root.activity.kldError, 4))
    }
    ProgressCharts {
        width: parent ? parent.width : 0
        visible: root.activity.active
        activity: root.activity
    }
    Row {
        visible: root.activity.active || root.paused
        spacing: Theme.small

        Button {
            objectName: "pauseJob"
            visible: root.running
            icon.name: "stop"
            text: qsTr("Pause")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: root.activity.pause()
        }
        Button {
            objectName: "resumeJob"
            visible: root.paused
            highlighted: true
            icon.name: "play"
            text: qsTr("Go on")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: root.activity.resume()
        }
        Button {
            objectName: "cancelJob"
            visible: root.running || root.paused
            text: root.activity.written ? qsTr("Leave the rest unmeasured") : qsTr("Cancel")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: root.activity.cancel()
        }
    }
}
