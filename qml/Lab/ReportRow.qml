// SPDX-License-Identifier: GPL-3.0-or-later
// One candidate of the table: its rank, its median with the interval, what can be said of it against the first one.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

ItemDelegate {
    id: root

    required property var row
    required property real scale // the end of the bars
    required property bool ofTime // milliseconds or seconds: less is better
    required property bool selected
    required property string number // the median with its unit
    required property string range
    readonly property bool failed: row.failure !== ""
    readonly property bool reference: row.candidate === 0
    readonly property int kind: row.verdictKind
    readonly property string times: qsTr("%1× (%2 to %3)").arg(Figures.decimals(row.ratio, 2)).arg(Figures.decimals(row.ratioLow, 2)).arg(Figures.decimals(row.ratioHigh, 2))
    readonly property string verdict: failed ? "" : reference ? qsTr("the first, others are compared with it") : kind === LabReport.TooFew ? row.verdict : qsTr("%1, %2").arg(row.verdict).arg(times)
    readonly property color tone: failed || kind === LabReport.Slower && !reference ? Theme.colors.danger : kind === LabReport.Faster && !reference ? Theme.colors.accent : Theme.colors.textMuted

    objectName: "reportRow"
    implicitHeight: Math.max(words.height, plot.height) + 2 * Theme.small
    highlighted: selected
    activeFocusOnTab: true
    Accessible.role: Accessible.ListItem
    Accessible.name: failed ? qsTr("%1: %2").arg(row.name).arg(row.failure) : qsTr("%1. %2: %3, %4; %5").arg(row.rank).arg(row.name).arg(number).arg(range).arg(verdict)

    contentItem: Item {
        Label {
            id: rank
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.vast
            text: root.failed ? "–" : root.row.rank
            color: root.row.rank === 1 ? Theme.colors.accent : Theme.colors.textMuted
            font.family: Theme.display
            font.pixelSize: Theme.titleSize
            font.weight: Font.DemiBold
        }
        Column {
            id: words
            anchors.verticalCenter: parent.verticalCenter
            anchors.left: rank.right
            width: root.failed ? parent.width - rank.width : (parent.width - rank.width) * 0.44
            spacing: Theme.hairline

            Flow {
                width: parent.width
                spacing: Theme.small

                Label {
                    width: Math.min(implicitWidth, parent.width)
                    text: root.row.name
                    font.weight: Font.Medium
                    elide: Text.ElideRight
                }
                Pill {
                    visible: !root.failed && root.row.likeBest
                    text: qsTr("like the best")
                }
            }
            Label {
                width: parent.width
                text: root.failed ? root.row.failure : root.verdict
                color: root.tone
                font.pixelSize: Theme.smallSize
                wrapMode: Text.Wrap
            }
        }
        Item {
            id: plot
            anchors.verticalCenter: parent.verticalCenter
            anchors.left: words.right
            anchors.right: amount.left
            anchors.margins: Theme.medium
            visible: !root.failed
            height: Theme.large

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width * Math.min(1, root.row.median / root.scale)
                height: Theme.medium
                radius: Theme.tiny
                color: root.row.rank === 1 ? Theme.colors.chartWeights : Theme.colors.chartProcess
            }
            Rectangle {
                x: parent.width * Math.min(1, root.row.low / root.scale)
                anchors.verticalCenter: parent.verticalCenter
                width: Math.max(Theme.hairline, parent.width * Math.min(1, (root.row.high - root.row.low) / root.scale))
                height: Theme.focusWidth
                color: Theme.colors.text
            }
            Repeater {
                model: [root.row.low, root.row.high]

                Rectangle {
                    required property real modelData

                    x: plot.width * Math.min(1, modelData / root.scale)
                    width: Theme.focusWidth
                    height: plot.height
                    color: Theme.colors.text
                }
            }
        }
        Column {
            id: amount
            anchors.verticalCenter: parent.verticalCenter
            anchors.right: parent.right
            width: Theme.field * 0.6
            visible: !root.failed

            Label {
                width: parent.width
                text: root.number
                horizontalAlignment: Text.AlignRight
                font.weight: Font.DemiBold
            }
            Label {
                width: parent.width
                text: root.range
                horizontalAlignment: Text.AlignRight
                color: Theme.colors.textMuted
                font.pixelSize: Theme.captionSize
            }
        }
    }
}
