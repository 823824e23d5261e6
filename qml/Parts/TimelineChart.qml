// SPDX-License-Identifier: GPL-3.0-or-later
// The last minute of something, with the end of its scale written on it.
import QtQuick
import QtQuick.Controls
import Fettle.Theme
import Fettle.Parts

Item {
    id: root

    property alias table: timeline.table
    property alias columns: timeline.columns
    property alias colors: timeline.colors
    property alias stacked: timeline.stacked
    property alias enclosing: timeline.enclosing
    property alias leastTop: timeline.leastTop
    readonly property alias scaleTop: timeline.scaleTop
    required property string topLabel

    implicitHeight: Theme.chart + axis.height + Theme.tiny

    Timeline {
        id: timeline
        width: parent.width
        height: Theme.chart
        gridColor: Theme.colors.line
    }
    Label {
        id: scale
        x: parent.width - width
        y: Theme.tiny
        leftPadding: Theme.tiny
        rightPadding: Theme.tiny
        text: root.topLabel
        color: Theme.colors.textMuted
        font.pixelSize: Theme.captionSize

        background: Rectangle {
            radius: Theme.tiny
            color: Theme.colors.window
            opacity: 0.85
        }
    }
    Label {
        id: axis
        y: Theme.chart + Theme.tiny
        text: qsTr("1 min ago")
        color: Theme.colors.textFaint
        font.pixelSize: Theme.captionSize
    }
    Label {
        x: parent.width - width
        y: axis.y
        text: qsTr("now")
        color: Theme.colors.textFaint
        font.pixelSize: Theme.captionSize
    }
}
