// SPDX-License-Identifier: GPL-3.0-or-later
// How weights are rounded.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property TuneChoice choice
    readonly property var methods: [
        {
            title: qsTr("Plain"),
            hint: qsTr("Each weight to the nearest step. Needs no text and is quickest.")
        },
        {
            title: qsTr("Importance matrix"),
            hint: qsTr("A text is read first; inputs that matter more are kept more exactly. Hardly slower, and nearly always better.")
        },
        {
            title: qsTr("K-GPTQ"),
            hint: qsTr("Each rounding makes up for the ones before it, measured on a text, and is kept only where it helps. Many times slower, and closest to the original.")
        }
    ]

    readonly property var foldings: [
        {
            name: qsTr("None"),
            hint: qsTr("Weights are rounded as they are.")
        },
        {
            name: qsTr("AWQ"),
            hint: qsTr("Channels that a text shows to matter get finer steps. Helps most in plain 4-bit types; slower.")
        },
        {
            name: qsTr("SmoothQuant"),
            hint: qsTr("Outliers of inputs move into the weights, for programs that compute with 8-bit inputs.")
        }
    ]

    width: parent ? parent.width : 0
    spacing: Theme.small

    GroupTitle {
        text: qsTr("How are weights rounded?")
    }
    Repeater {
        model: root.choice.fits ? root.methods.slice(0, 2) : root.methods

        ChoiceCard {
            required property int index
            required property var modelData

            objectName: "method" + index
            width: root.width
            title: modelData.title
            hint: modelData.hint
            chosen: root.choice.method === index
            onClicked: root.choice.method = index
        }
    }
    Card {
        visible: root.choice.aim === TuneChoice.Own
        title: qsTr("Scales folded in before")

        OptionRow {
            name: qsTr("Method")
            hint: root.foldings[root.choice.folding].hint

            ComboBox {
                objectName: "foldingBox"
                width: Theme.field
                model: root.foldings.map(folding => folding.name)
                currentIndex: root.choice.folding
                activeFocusOnTab: true
                Accessible.name: qsTr("Scales folded in before")
                onActivated: index => root.choice.folding = index
            }
        }
    }
}
