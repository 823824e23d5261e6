// SPDX-License-Identifier: GPL-3.0-or-later
// The Latency Lab.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

PageFrame {
    id: root

    required property Workspace workspace
    property string part: "compare" // "saved", "live"

    objectName: "labPage"
    widest: Theme.table
    title: qsTr("Latency Lab")
    intro: qsTr("Compare settings by measuring them: the same prompts, the same seed, in turns, and a difference within noise is called noise.")

    SegmentBar {
        objectName: "labParts"
        name: qsTr("Parts of the Lab")
        choices: [
            {
                "text": qsTr("Compare"),
                "value": "compare"
            },
            {
                "text": qsTr("Saved"),
                "value": "saved"
            },
            {
                "text": qsTr("Live graphs"),
                "value": "live"
            }
        ]
        value: root.part
        onChosen: value => root.part = value
    }
    LiveGraphs {
        width: parent.width
        visible: root.part === "live"
        metrics: root.workspace.metrics
        exporter: root.workspace.liveExport
    }
}
