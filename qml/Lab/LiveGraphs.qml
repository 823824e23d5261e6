// SPDX-License-Identifier: GPL-3.0-or-later
// The live measurements in full: every graph over the same time, and both ways to keep them.
import QtQuick
import QtQuick.Controls
import QtQuick.Dialogs
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property LiveMetrics metrics
    required property LiveExport exporter
    readonly property real mebi: 1048576

    // The value there, or a dash where nothing was measured.
    function told(column: int, pattern: string): string {
        return time.secondsAgo >= 0 && metrics.tokensPerSecond >= 0 ? pattern.arg(Figures.number(time.valueAt(column))) : "";
    }
    function bytes(column: int): string {
        return time.secondsAgo >= 0 && metrics.processBytes >= 0 ? Figures.bytes(time.valueAt(column) * mebi) : "";
    }
    function savePicture(file: url): void {
        paper.grabToImage(grabbed => exporter.savePicture(grabbed.image, file));
    }

    objectName: "liveGraphs"
    spacing: Theme.large

    TimeWindow {
        id: time
        metrics: root.metrics
    }
    Flow {
        width: parent.width
        spacing: Theme.small

        TimeBar {
            id: bar
            view: time
            zooms: true
        }
        Row {
            spacing: Theme.small

            Button {
                objectName: "saveCsv"
                implicitHeight: bar.height
                text: qsTr("Save numbers…")
                icon.name: "down"
                activeFocusOnTab: true
                Accessible.name: text
                onClicked: csv.ask()
            }
            Button {
                objectName: "savePicture"
                implicitHeight: bar.height
                text: qsTr("Save picture…")
                icon.name: "down"
                activeFocusOnTab: true
                Accessible.name: text
                onClicked: png.ask()
            }
        }
    }
    Rectangle {
        id: paper
        width: parent.width
        height: graphs.height + 2 * Theme.large
        radius: Theme.radiusLarge
        color: Theme.colors.raised
        border.width: Theme.hairline
        border.color: Theme.colors.line

        Column {
            id: graphs
            x: Theme.large
            y: Theme.large
            width: parent.width - 2 * x
            spacing: Theme.large

            LiveGraph {
                id: speed
                objectName: "largeSpeed"
                title: qsTr("Generating")
                reading: root.told(TimeWindow.TokensPerSecond, qsTr("%1 tok/s"))
                view: time
                columns: [TimeWindow.TokensPerSecond]
                colors: [Theme.colors.accent]
                leastTop: 10
                topLabel: qsTr("%1 tok/s").arg(Figures.number(speed.scaleTop))
            }
            LiveGraph {
                id: prompt
                title: qsTr("Reading prompts")
                reading: root.told(TimeWindow.PromptPerSecond, qsTr("%1 tok/s"))
                view: time
                columns: [TimeWindow.PromptPerSecond]
                colors: [Theme.colors.series[3]]
                leastTop: 10
                topLabel: qsTr("%1 tok/s").arg(Figures.number(prompt.scaleTop))
            }
            LiveGraph {
                id: memory
                title: qsTr("Memory of the process")
                reading: root.bytes(TimeWindow.ProcessMiB)
                view: time
                columns: [TimeWindow.WeightsMiB, TimeWindow.CacheMiB, TimeWindow.ScratchMiB, TimeWindow.ProcessMiB]
                colors: [Theme.colors.chartWeights, Theme.colors.chartCache, Theme.colors.chartScratch, Theme.colors.chartProcess]
                stacked: true
                enclosing: true
                topLabel: Figures.bytes(memory.scaleTop * root.mebi)
            }
            Flow {
                width: parent.width
                spacing: Theme.huge

                LegendRow {
                    tone: Theme.colors.chartWeights
                    name: qsTr("Weights")
                    amount: root.bytes(TimeWindow.WeightsMiB)
                }
                LegendRow {
                    tone: Theme.colors.chartCache
                    name: qsTr("KV cache")
                    amount: root.bytes(TimeWindow.CacheMiB)
                }
                LegendRow {
                    tone: Theme.colors.chartScratch
                    name: qsTr("Scratch")
                    amount: root.bytes(TimeWindow.ScratchMiB)
                }
                LegendRow {
                    tone: Theme.colors.chartProcess
                    name: qsTr("All with the rest of the process")
                    amount: root.bytes(TimeWindow.ProcessMiB)
                }
            }
            LiveGraph {
                title: qsTr("GPU at work")
                visible: root.metrics.hasGpu
                reading: root.told(TimeWindow.GpuPercent, qsTr("%1 % of the time"))
                view: time
                columns: [TimeWindow.GpuPercent]
                colors: [Theme.colors.series[4]]
                leastTop: 100
                topLabel: qsTr("%1 %").arg(scaleTop)
            }
            LiveGraph {
                title: qsTr("GPU power")
                visible: root.metrics.hasGpu && root.metrics.gpuWatts >= 0
                reading: root.told(TimeWindow.GpuWatts, qsTr("%1 W"))
                view: time
                columns: [TimeWindow.GpuWatts]
                colors: [Theme.colors.series[1]]
                leastTop: 50
                topLabel: qsTr("%1 W").arg(scaleTop)
            }
            LiveGraph {
                title: qsTr("GPU temperature")
                visible: root.metrics.hasGpu && root.metrics.gpuCelsius >= 0
                reading: root.told(TimeWindow.GpuCelsius, qsTr("%1 °C"))
                view: time
                columns: [TimeWindow.GpuCelsius]
                colors: [Theme.colors.series[2]]
                leastTop: 100
                topLabel: qsTr("%1 °C").arg(scaleTop)
            }
        }
    }
    Label {
        width: parent.width
        text: qsTr("Ten samples a second while the graphs are seen, one else. What is older than a minute is kept as one row a second, after ten minutes as one each five.")
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        wrapMode: Text.Wrap
    }
    SaveDialog {
        id: csv
        objectName: "csvDialog"
        title: qsTr("Save the measurements as numbers")
        suffix: "csv"
        kind: qsTr("Comma-separated values (*.csv)")
        exporter: root.exporter
        onAccepted: root.exporter.saveCsv(time, selectedFile)
    }
    SaveDialog {
        id: png
        objectName: "pngDialog"
        title: qsTr("Save the graphs as a picture")
        suffix: "png"
        kind: qsTr("Pictures (*.png)")
        exporter: root.exporter
        onAccepted: root.savePicture(selectedFile)
    }
}
