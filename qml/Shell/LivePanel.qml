// SPDX-License-Identifier: GPL-3.0-or-later
// The right side: speed and memory of the last minute.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Rectangle {
    id: root

    required property LiveMetrics metrics
    readonly property real rest: Math.max(0, metrics.processBytes - metrics.weightsBytes - metrics.cacheBytes - metrics.scratchBytes)
    readonly property real mebi: 1048576

    objectName: "livePanel"
    color: Theme.colors.window
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Live measurements")

    ColumnLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.large
        spacing: Theme.small

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
                text: Figures.number(root.metrics.tokensPerSecond)
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
            table: root.metrics.series
            columns: [SeriesTable.TokensPerSecond]
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
                text: Figures.bytes(root.metrics.processBytes)
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
            table: root.metrics.series
            columns: [SeriesTable.WeightsMiB, SeriesTable.CacheMiB, SeriesTable.ScratchMiB, SeriesTable.ProcessMiB]
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
            amount: Figures.bytes(root.rest)
        }
        LegendRow {
            Layout.fillWidth: true
            tone: Theme.colors.chartScratch
            name: qsTr("Scratch")
            amount: Figures.bytes(root.metrics.scratchBytes)
        }
        LegendRow {
            Layout.fillWidth: true
            tone: Theme.colors.chartCache
            name: qsTr("KV cache")
            amount: Figures.bytes(root.metrics.cacheBytes)
        }
        LegendRow {
            Layout.fillWidth: true
            tone: Theme.colors.chartWeights
            name: qsTr("Weights")
            amount: Figures.bytes(root.metrics.weightsBytes)
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
