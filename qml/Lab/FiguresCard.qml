// SPDX-License-Identifier: GPL-3.0-or-later
// All that is known of one candidate.
import QtQuick
import Fettle.Parts
import Fettle.Theme

Card {
    id: root

    required property var row // of LabReport.rows; may be undefined

    title: row ? row.name : ""

    Grid {
        width: parent.width
        columns: 2
        columnSpacing: Theme.huge
        rowSpacing: Theme.tiny

        DetailRow {
            width: (parent.width - Theme.huge) / 2
            name: qsTr("Generating")
            value: root.row ? qsTr("%1 tok/s").arg(Figures.number(root.row.decode)) : ""
        }
        DetailRow {
            width: (parent.width - Theme.huge) / 2
            name: qsTr("Weights")
            value: root.row ? Figures.bytes(root.row.weights) : ""
        }
        DetailRow {
            width: (parent.width - Theme.huge) / 2
            name: qsTr("Reading the prompt")
            value: root.row ? qsTr("%1 tok/s").arg(Figures.number(root.row.prefill)) : ""
        }
        DetailRow {
            width: (parent.width - Theme.huge) / 2
            name: qsTr("KV cache")
            value: root.row ? Figures.bytes(root.row.cache) : ""
        }
        DetailRow {
            width: (parent.width - Theme.huge) / 2
            name: qsTr("First token after")
            value: root.row ? Figures.latency(root.row.first) : ""
        }
        DetailRow {
            width: (parent.width - Theme.huge) / 2
            name: qsTr("Scratch")
            value: root.row ? Figures.bytes(root.row.scratch) : ""
        }
        DetailRow {
            width: (parent.width - Theme.huge) / 2
            name: qsTr("Whole answer")
            value: root.row ? Figures.latency(root.row.total * 1000) : ""
        }
        DetailRow {
            width: (parent.width - Theme.huge) / 2
            name: qsTr("Peak of the process")
            value: root.row ? Figures.bytes(root.row.peak) : ""
        }
        DetailRow {
            width: (parent.width - Theme.huge) / 2
            visible: root.row !== undefined && root.row.bandwidth >= 0
            name: qsTr("Of what this machine's memory gives")
            value: root.row ? Figures.percent(root.row.bandwidth) : ""
        }
        DetailRow {
            width: (parent.width - Theme.huge) / 2
            visible: root.row !== undefined && root.row.accepted >= 0
            name: qsTr("Guesses that came true")
            value: root.row ? Figures.percent(root.row.accepted) : ""
        }
        DetailRow {
            width: (parent.width - Theme.huge) / 2
            visible: root.row !== undefined && root.row.joules >= 0
            name: qsTr("Energy of the GPU")
            value: root.row ? qsTr("%1 J a token").arg(Figures.number(root.row.joules)) : ""
        }
        DetailRow {
            width: (parent.width - Theme.huge) / 2
            visible: root.row !== undefined && root.row.gpuPercent >= 0
            name: qsTr("GPU at work")
            value: root.row ? qsTr("%1 % of the time").arg(Figures.number(root.row.gpuPercent)) : ""
        }
        DetailRow {
            width: (parent.width - Theme.huge) / 2
            visible: root.row !== undefined && root.row.disturbed > 0
            name: qsTr("Disturbed runs")
            value: root.row ? Figures.integer(root.row.disturbed) : ""
        }
    }
}
