// SPDX-License-Identifier: GPL-3.0-or-later
// What a comparison has shown: table, plots, traps, where answers part.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property LabReport report
    readonly property var rows: report.rows
    readonly property var ran: rows.filter(row => row.failure === "" && row.runs > 0)
    readonly property bool ofTime: report.metric === LabReport.FirstToken || report.metric === LabReport.Whole
    readonly property real scale: Math.max(1e-9, ...ran.map(row => row.high))
    property int chosen: -1 // a candidate; else the winner
    readonly property int selected: chosen >= 0 ? chosen : report.winner
    readonly property var shown: ran.find(row => row.candidate === selected) ?? ran[0]
    readonly property var partings: report.partings
    readonly property var prompts: ["", ...report.prompts]
    readonly property var parted: partings.filter(parting => !parting.same)

    function words(value: real): string {
        return report.metric === LabReport.FirstToken ? Figures.latency(value) : report.metric === LabReport.Whole ? Figures.latency(value * 1000) : qsTr("%1 tok/s").arg(Figures.number(value));
    }

    function bare(value: real): string {
        return ofTime ? words(value) : Figures.number(value);
    }

    signal againRequested

    objectName: "labReport"
    spacing: Theme.huge

    ReportHead {
        width: parent.width
        report: root.report
        onAgainRequested: root.againRequested()
    }
    Column {
        width: parent.width
        spacing: Theme.small

        Flow {
            width: parent.width
            spacing: Theme.medium

            SegmentBar {
                objectName: "metricBar"
                name: qsTr("Ranked by")
                choices: [
                    {
                        "text": qsTr("Generating"),
                        "value": LabReport.Generating
                    },
                    {
                        "text": qsTr("Reading the prompt"),
                        "value": LabReport.Reading
                    },
                    {
                        "text": qsTr("First token"),
                        "value": LabReport.FirstToken
                    },
                    {
                        "text": qsTr("Whole answer"),
                        "value": LabReport.Whole
                    }
                ]
                value: root.report.metric
                onChosen: value => root.report.metric = value
            }
            ComboBox {
                visible: root.report.prompts.length > 1
                implicitHeight: Theme.controlSmall + Theme.tiny
                model: root.prompts.map((name, place) => place === 0 ? qsTr("All prompts") : name)
                currentIndex: root.report.prompt + 1
                activeFocusOnTab: true
                Accessible.name: qsTr("Of which prompt")
                onActivated: index => root.report.prompt = index - 1
            }
        }
        Rectangle {
            width: parent.width
            height: table.height + 2 * Theme.small
            radius: Theme.radiusLarge
            color: Theme.colors.raised
            border.width: Theme.hairline
            border.color: Theme.colors.line

            Column {
                id: table
                x: Theme.small
                y: Theme.small
                width: parent.width - 2 * x

                Repeater {
                    model: root.rows

                    ReportRow {
                        required property var modelData

                        width: table.width
                        row: modelData
                        scale: root.scale
                        ofTime: root.ofTime
                        selected: modelData.candidate === root.selected
                        number: root.words(modelData.median)
                        range: qsTr("%1 to %2").arg(root.bare(modelData.low)).arg(root.bare(modelData.high)) // qmllint disable
                        onClicked: root.chosen = modelData.candidate
                    }
                }
            }
        }
        Label {
            width: parent.width
            text: qsTr("Medians, with the interval that holds the median in 95 of 100 repetitions of the experiment.")
            color: Theme.colors.textMuted
            font.pixelSize: Theme.captionSize
            wrapMode: Text.Wrap
        }
    }
    SentenceCard {
        objectName: "labTraps"
        title: qsTr("What to look out for")
        sentences: root.report.traps
        glyph: "warning"
    }
    ReportPlots {
        width: parent.width
        visible: root.ran.length > 0
        rows: root.ran
        shown: root.shown
        onChosen: candidate => root.chosen = candidate
    }
    FiguresCard {
        visible: root.shown !== undefined
        row: root.shown
    }
    Card {
        visible: root.partings.length > 0
        title: qsTr("Are the answers the same?")

        Label {
            width: parent.width
            visible: root.parted.length < root.partings.length
            text: root.parted.length === 0 ? qsTr("Yes: every candidate gave the tokens of the first one.") : qsTr("%1 of %2 are the tokens of the first candidate.").arg(root.partings.length - root.parted.length).arg(root.partings.length)
            wrapMode: Text.Wrap
        }
        Repeater {
            model: root.parted

            Label {
                required property var modelData

                width: parent ? (parent as Item).width : 0
                text: qsTr("%1, %2: %3").arg(modelData.name).arg(modelData.prompt).arg(modelData.words)
                font.pixelSize: Theme.smallSize
                wrapMode: Text.Wrap
            }
        }
    }
    SentenceCard {
        title: qsTr("Notes")
        sentences: root.report.notes
        glyph: "info"
    }
}
