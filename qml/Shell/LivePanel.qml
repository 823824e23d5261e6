// SPDX-License-Identifier: GPL-3.0-or-later
// The right side: speed and memory of the last minute, ten minutes or hour; at the pointer, where there is one.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Rectangle {
    id: root

    required property LiveMetrics metrics
    readonly property real weights: at(TimeWindow.WeightsMiB, metrics.weightsBytes)
    readonly property real cache: at(TimeWindow.CacheMiB, metrics.cacheBytes)
    readonly property real scratch: at(TimeWindow.ScratchMiB, metrics.scratchBytes)
    readonly property real whole: at(TimeWindow.ProcessMiB, metrics.processBytes)
    readonly property real mebi: 1048576
    readonly property bool pointing: time.pointed >= 0

    // At the pointer, or of now.
    function at(column: int, now: real): real {
        return time.secondsAgo >= 0 && pointing ? time.valueAt(column) * (column >= TimeWindow.WeightsMiB ? mebi : 1) : now;
    }


    objectName: "livePanel"
    color: Theme.colors.window
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Live measurements")

    TimeWindow {
        id: time
        metrics: root.metrics
    }
    ColumnLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.large
        spacing: Theme.small

        TimeBar {
            Layout.bottomMargin: Theme.small
            view: time
        }
        Label {
            text: qsTr("Speed")
            color: Theme.colors.textMuted
            font.pixelSize: Theme.smallSize
            font.weight: Font.Medium
        }
        Row {
            spacing: Theme.small

            Label {
                id: speed
                text: Figures.number(root.at(TimeWindow.TokensPerSecond, root.metrics.tokensPerSecond))
                font.family: Theme.display
                font.pixelSize: Theme.displaySize
                font.weight: Font.DemiBold
                Accessible.name: qsTr("%1 tokens per second").arg(text)
            }
            Label {
                anchors.baseline: speed.baseline
                text: qsTr("tokens per second")
                color: Theme.colors.textMuted
                font.pixelSize: Theme.smallSize
            }
        }
        TimelineChart {
            id: speedChart
            Layout.fillWidth: true
            objectName: "speedChart"
            view: time
            name: qsTr("Speed over time")
            columns: [TimeWindow.TokensPerSecond]
            colors: [Theme.colors.accent]
            leastTop: 10
            topLabel: qsTr("%1 tok/s").arg(Figures.number(speedChart.scaleTop))
        }
        Hairline {
            Layout.fillWidth: true
            Layout.topMargin: Theme.large
            Layout.bottomMargin: Theme.small
        }
        Label {
            text: qsTr("Memory")
            color: Theme.colors.textMuted
            font.pixelSize: Theme.smallSize
            font.weight: Font.Medium
        }
        Row {
            spacing: Theme.small

            Label {
                id: memory
                text: Figures.bytes(root.whole)
                font.family: Theme.display
                font.pixelSize: Theme.displaySize
                font.weight: Font.DemiBold
            }
            Label {
                anchors.baseline: memory.baseline
                text: qsTr("in use")
                color: Theme.colors.textMuted
                font.pixelSize: Theme.smallSize
            }
        }
        TimelineChart {
            id: memoryChart
            Layout.fillWidth: true
            view: time
            name: qsTr("Memory over time")
            columns: [TimeWindow.WeightsMiB, TimeWindow.CacheMiB, TimeWindow.ScratchMiB, TimeWindow.ProcessMiB]
            colors: [Theme.colors.chartWeights, Theme.colors.chartCache, Theme.colors.chartScratch, Theme.colors.chartProcess]
            enclosing: true
            stacked: true
            topLabel: Figures.bytes(memoryChart.scaleTop * root.mebi)
        }
        LegendRow {
            Layout.fillWidth: true
            Layout.topMargin: Theme.tiny
            tone: Theme.colors.chartProcess
            name: qsTr("Rest of the process")
            amount: Figures.bytes(Math.max(0, root.whole - root.weights - root.cache - root.scratch))
        }
        LegendRow {
            Layout.fillWidth: true
            tone: Theme.colors.chartScratch
            name: qsTr("Scratch")
            amount: Figures.bytes(root.scratch)
        }
        LegendRow {
            Layout.fillWidth: true
            tone: Theme.colors.chartCache
            name: qsTr("KV cache")
            amount: Figures.bytes(root.cache)
        }
        LegendRow {
            Layout.fillWidth: true
            tone: Theme.colors.chartWeights
            name: qsTr("Weights")
            amount: Figures.bytes(root.weights)
        }
        Hairline {
            Layout.fillWidth: true
            Layout.topMargin: Theme.small
            Layout.bottomMargin: Theme.small
        }
        DetailRow {
            name: qsTr("Free on this machine")
            value: Figures.bytes(root.metrics.availableBytes)
        }
        GpuRows {
            Layout.fillWidth: true
            metrics: root.metrics
        }
    }
}
