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
}
