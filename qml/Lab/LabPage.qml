// SPDX-License-Identifier: GPL-3.0-or-later
// The Latency Lab: put a comparison together, watch it run, read what came out; what is kept; the live graphs.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Item {
    id: root

    required property Workspace workspace
    readonly property Lab lab: workspace.lab
    property string part: "compare" // "saved", "live"
    readonly property bool comparing: part === "compare"
    readonly property bool setting: comparing && !lab.run.running && !lab.report.present
    readonly property bool reporting: comparing && !lab.run.running && lab.report.present

    objectName: "labPage"
    Component.onCompleted: lab.open()
    onSettingChanged: frame.contentY = 0

    PageFrame {
        id: frame
        objectName: "labFrame"
        anchors.fill: parent
        anchors.bottomMargin: bar.visible ? bar.height : 0
        widest: Theme.table
        title: qsTr("Latency Lab")
        intro: qsTr("Compare settings by measuring them: the same prompts, the same seed, in turns, and a difference within noise is called noise.")

        SegmentBar {
            objectName: "labParts"
            name: qsTr("Parts of the Lab")
            choices: [
                {
                    "text": qsTr("Compare"),
                    "value": "compare"
                },
                {
                    "text": qsTr("Saved"),
                    "value": "saved"
                },
                {
                    "text": qsTr("Live graphs"),
                    "value": "live"
                }
            ]
            value: root.part
            onChosen: value => root.part = value
        }
        SetupView {
            width: parent.width
            visible: root.setting
            setup: root.lab.setup
            library: root.workspace.library
            conversations: root.workspace.conversations
            hasGpu: root.workspace.devices.canVerify
        }
        RunView {
            width: parent.width
            visible: root.comparing && root.lab.run.running
            run: root.lab.run
        }
        ReportView {
            width: parent.width
            visible: root.reporting
            report: root.lab.report
            onAgainRequested: root.lab.again()
        }
        SavedView {
            width: parent.width
            visible: root.part === "saved"
            archive: root.lab.archive
            answers: root.lab.answers
        }
        LiveGraphs {
            width: parent.width
            visible: root.part === "live"
            metrics: root.workspace.metrics
            exporter: root.workspace.liveExport
        }
    }
    StartBar {
        id: bar
        anchors.bottom: parent.bottom
        width: parent.width
        visible: root.setting
        setup: root.lab.setup
        failure: root.lab.run.error
        onStartRequested: root.lab.start()
    }
    Connections {
        target: root.lab.report
        function onShown(): void {
            root.part = "compare";
            frame.contentY = 0;
        }
    }
}
