// SPDX-License-Identifier: GPL-3.0-or-later
// How long tokens took, on a logarithmic scale: of one candidate, and the outline of another behind it.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Item {
    id: root

    required property var row // of LabReport.rows
    required property var other // likewise, or null
    readonly property var both: [other, row]
    readonly property var sets: both.filter(one => one && one.counts && one.counts.length > 0)
    readonly property real low: Math.min(...sets.map(one => one.edges[0]))
    readonly property real high: Math.max(...sets.map(one => one.edges[one.edges.length - 1]))
    readonly property real span: Math.max(Math.log(high / low), 0.01)

    function at(seconds: real): real {
        return Math.max(0, Math.min(1, Math.log(seconds / low) / span)) * area.width;
    }

    implicitHeight: Theme.chartLarge + axis.height + middle.height + Theme.tiny
    Accessible.role: Accessible.Graphic
    Accessible.name: qsTr("Time between tokens of %1: half below %2, 95 of 100 below %3, 99 below %4").arg(row.name).arg(Figures.latency(row.p50)).arg(Figures.latency(row.p95)).arg(Figures.latency(row.p99))

    Item {
        id: area
        width: parent.width
        height: Theme.chartLarge

        Repeater {
            model: root.sets

            Item {
                id: bars
                required property var modelData
                required property int index
                readonly property var counts: modelData.counts
                readonly property var edges: modelData.edges
                readonly property real most: Math.max(1, ...counts)
                readonly property bool main: modelData.candidate === root.row.candidate

                anchors.fill: parent

                Repeater {
                    model: bars.counts

                    Rectangle {
                        required property int index
                        required property int modelData

                        x: root.at(bars.edges[index])
                        y: area.height - height
                        width: Math.max(Theme.hairline, root.at(bars.edges[index + 1]) - x - Theme.hairline)
                        height: modelData === 0 ? 0 : Math.max(Theme.focusWidth, (area.height - Theme.large) * modelData / bars.most)
                        radius: Theme.hairline
                        color: bars.main ? Theme.colors.chartWeights : Theme.colors.chartProcess
                        opacity: bars.main ? 0.85 : 0.55
                    }
                }
            }
        }
        Repeater {
            model: [root.row.p50, root.row.p95, root.row.p99]

            Rectangle {
                required property real modelData

                x: root.at(modelData / 1000)
                width: Theme.hairline
                height: area.height
                color: Theme.colors.text
                opacity: 0.6
            }
        }
        Hairline {
            anchors.bottom: parent.bottom
            width: parent.width
        }
    }
    Label {
        id: axis
        y: area.height + Theme.tiny
        text: Figures.latency(root.low * 1000)
        color: Theme.colors.textFaint
        font.pixelSize: Theme.captionSize
    }
    Label {
        id: middle
        y: axis.y + axis.height
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        elide: Text.ElideRight
        text: qsTr("p50 %1 · p95 %2 · p99 %3").arg(Figures.latency(root.row.p50)).arg(Figures.latency(root.row.p95)).arg(Figures.latency(root.row.p99)) // qmllint disable
        color: Theme.colors.textMuted
        font.pixelSize: Theme.captionSize
    }
    Label {
        anchors.right: parent.right
        y: axis.y
        text: Figures.latency(root.high * 1000)
        color: Theme.colors.textFaint
        font.pixelSize: Theme.captionSize
    }
}
