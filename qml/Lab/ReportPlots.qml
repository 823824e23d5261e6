// SPDX-License-Identifier: GPL-3.0-or-later
// The plots of a comparison: the times between tokens of one candidate, and all of them by speed and memory.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Row {
    id: root

    required property var rows // of LabReport, those that ran
    required property var shown // one of them; undefined: none
    readonly property var firstRow: rows.find(row => row.candidate === 0) ?? null

    signal chosen(candidate: int)

    spacing: Theme.large

    Card {
        width: (parent.width - Theme.large) / 2
        title: qsTr("Time between tokens")

        Label {
            width: parent.width
            text: root.shown ? root.shown.name : ""
            color: Theme.colors.textMuted
            font.pixelSize: Theme.smallSize
            elide: Text.ElideRight
        }
        Loader {
            width: parent.width
            active: root.shown !== undefined && root.shown.counts.length > 0
            sourceComponent: histogram
        }
    }
    Card {
        width: (parent.width - Theme.large) / 2
        title: qsTr("Speed and memory")

        Label {
            width: parent.width
            text: root.shown ? qsTr("%1 tok/s, %2").arg(Figures.number(root.shown.decode)).arg(Figures.bytes(root.shown.memory)) : "" // qmllint disable
            color: Theme.colors.textMuted
            font.pixelSize: Theme.smallSize
            elide: Text.ElideRight
        }
        Loader {
            width: parent.width
            active: root.rows.length > 0
            sourceComponent: scatter
        }
    }
    // Qt 6.4 cannot load a bound component in a Loader, so these are not bound, and qmllint cannot follow them.
    // qmllint disable unqualified
    Component {
        id: histogram

        HistogramPlot {
            row: root.shown
            other: root.firstRow
        }
    }
    Component {
        id: scatter

        ScatterPlot {
            rows: root.rows
            selected: root.shown ? root.shown.candidate : -1
            onChosen: candidate => root.chosen(candidate)
        }
    }
}
