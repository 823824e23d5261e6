// SPDX-License-Identifier: GPL-3.0-or-later
// How much time the graphs show, and whether they stand still.
import QtQuick
import QtQuick.Controls
import Fettle.Theme
import Fettle.Parts
import Fettle.Ui

Row {
    id: root

    required property TimeWindow view
    property bool zooms: false

    spacing: Theme.tiny

    SegmentBar {
        objectName: "spanBar"
        name: qsTr("Time that is shown")
        choices: [
            {
                "text": qsTr("1 min"),
                "value": 60
            },
            {
                "text": qsTr("10 min"),
                "value": 600
            },
            {
                "text": qsTr("1 h"),
                "value": 3600
            }
        ]
        value: root.view.span
        onChosen: value => root.view.span = value
    }
    IconButton {
        objectName: "pauseGraphs"
        implicitHeight: Theme.controlSmall + Theme.tiny
        glyph: root.view.paused ? "play" : "pause"
        text: root.view.paused ? qsTr("Go on with the graphs") : qsTr("Hold the graphs")
        shortcut: qsTr("Space")
        onClicked: root.view.paused = !root.view.paused
    }
    IconButton {
        objectName: "zoomIn"
        visible: root.zooms
        implicitHeight: Theme.controlSmall + Theme.tiny
        glyph: "plus"
        text: qsTr("Show less time")
        shortcut: qsTr("+")
        onClicked: root.view.zoom(0.5)
    }
    IconButton {
        objectName: "zoomOut"
        visible: root.zooms
        implicitHeight: Theme.controlSmall + Theme.tiny
        glyph: "minus"
        text: qsTr("Show more time")
        shortcut: qsTr("-")
        onClicked: root.view.zoom(2)
    }
}
