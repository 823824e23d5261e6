// SPDX-License-Identifier: GPL-3.0-or-later
// How much of a model goes: layers, neurons or groups of heads.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property TuneChoice choice

    width: parent ? parent.width : 0

    OptionRow {
        visible: !root.choice.cutsNeurons
        name: root.choice.cutsLayers ? qsTr("Layers that go") : qsTr("Groups of heads that go")
        hint: root.choice.cutsLayers ? qsTr("Of the whole model. The next step says so if they are too many.") : qsTr("In each layer: a key and value head with the query heads that share it.")

        TextField {
            objectName: "removedField"
            width: Theme.field / 2
            horizontalAlignment: TextInput.AlignRight
            text: root.choice.removed
            inputMethodHints: Qt.ImhDigitsOnly
            validator: IntValidator {
                bottom: 1
                top: 1024
            }
            activeFocusOnTab: true
            Accessible.name: qsTr("How many go")
            onEditingFinished: root.choice.removed = Number(text)
        }
    }
    OptionRow {
        visible: root.choice.cutsNeurons
        name: qsTr("Neurons that go")
        hint: qsTr("%1 of each layer, to the next width that can be quantized").arg(Figures.percent(slider.value))

        Slider {
            id: slider
            objectName: "neuronSlider"
            width: Theme.field
            from: 0.05
            to: 0.95
            stepSize: 0.05
            value: root.choice.neurons
            activeFocusOnTab: true
            Accessible.name: qsTr("Neurons that go")
            onMoved: root.choice.neurons = value
        }
    }
}
