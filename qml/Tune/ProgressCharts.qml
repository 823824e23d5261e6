// SPDX-License-Identifier: GPL-3.0-or-later
// How fast it writes and how much memory it takes, over the last minute.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Row {
    id: root

    required property TuneActivity activity
    readonly property real half: (width - spacing) / 2
    readonly property real mebi: 1048576

    spacing: Theme.huge

    Column {
        width: root.half
        spacing: Theme.tiny

        Label {
            text: root.activity.rate > 0 ? qsTr("Writes %1/s").arg(Figures.bytes(root.activity.rate)) : qsTr("Writes")
            color: Theme.colors.textMuted
            font.pixelSize: Theme.smallSize
        }
        TimelineChart {
            id: rate
            width: parent.width
            table: root.activity.series
            columns: [SeriesTable.TokensPerSecond] // MiB a second here
            colors: [Theme.colors.accent]
            leastTop: 1
            topLabel: qsTr("%1/s").arg(Figures.bytes(rate.scaleTop * root.mebi))
        }
    }
    Column {
        width: root.half
        spacing: Theme.tiny

        Label {
            text: qsTr("Memory of the app: %1").arg(Figures.bytes(root.activity.memoryBytes))
            color: Theme.colors.textMuted
            font.pixelSize: Theme.smallSize
        }
        TimelineChart {
            id: memory
            width: parent.width
            table: root.activity.series
            columns: [SeriesTable.ProcessMiB]
            colors: [Theme.colors.chartCache]
            leastTop: 100
            topLabel: Figures.bytes(memory.scaleTop * root.mebi)
        }
    }
}
