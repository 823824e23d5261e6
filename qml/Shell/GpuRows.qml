// SPDX-License-Identifier: GPL-3.0-or-later
// What the GPU that computes tells of itself; a row for each thing that it does tell.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

ColumnLayout {
    id: root

    required property LiveMetrics metrics

    objectName: "gpuRows"
    spacing: Theme.small
    visible: metrics.hasGpu

    Hairline {
        Layout.fillWidth: true
        Layout.topMargin: Theme.small
        Layout.bottomMargin: Theme.small
    }
    Label {
        Layout.fillWidth: true
        text: root.metrics.gpuName
        textFormat: Text.PlainText
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        font.weight: Font.Medium
        elide: Text.ElideRight
    }
    DetailRow {
        visible: root.metrics.gpuUsedBytes >= 0
        name: qsTr("GPU memory in use")
        value: qsTr("%1 of %2").arg(Figures.bytes(root.metrics.gpuUsedBytes)).arg(Figures.bytes(root.metrics.gpuAllBytes)) // qmllint disable
    }
    DetailRow {
        visible: root.metrics.gpuUse >= 0
        name: qsTr("GPU at work")
        value: qsTr("%1 % of the time").arg(root.metrics.gpuUse)
    }
    DetailRow {
        visible: root.metrics.gpuCelsius >= 0
        name: qsTr("GPU temperature")
        value: qsTr("%1 °C").arg(root.metrics.gpuCelsius)
    }
    DetailRow {
        visible: root.metrics.gpuWatts >= 0
        name: qsTr("GPU power")
        value: qsTr("%1 W").arg(Figures.integer(Math.round(root.metrics.gpuWatts)))
    }
}
