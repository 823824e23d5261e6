// SPDX-License-Identifier: GPL-3.0-or-later
// One graph of the live measurements, with its name and the value at the pointer above it.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Column {
    id: root

    required property string title
    required property string reading
    property alias view: chart.view
    property alias columns: chart.columns
    property alias colors: chart.colors
    property alias stacked: chart.stacked
    property alias enclosing: chart.enclosing
    property alias leastTop: chart.leastTop
    property alias topLabel: chart.topLabel
    readonly property alias scaleTop: chart.scaleTop

    width: parent ? parent.width : 0
    spacing: Theme.tiny

    Item {
        width: parent.width
        height: value.height

        Label {
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.focusWidth
            text: root.title
            color: Theme.colors.textMuted
            font.pixelSize: Theme.smallSize
            font.weight: Font.Medium
        }
        Label {
            id: value
            anchors.right: parent.right
            text: root.reading
            font.family: Theme.display
            font.pixelSize: Theme.titleSize
            font.weight: Font.DemiBold
        }
    }
    TimelineChart {
        id: chart
        width: parent.width
        plotHeight: Theme.chartLarge
        name: root.title
        value: root.reading
    }
}
