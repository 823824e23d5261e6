// SPDX-License-Identifier: GPL-3.0-or-later
// How to prune, and the plain truth about it.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Card {
    id: root

    required property TuneChoice choice
    readonly property var patterns: ["", "2:4", "4:8"]

    title: qsTr("How to prune?")

    Label {
        width: parent ? parent.width : 0
        objectName: "pruneTruth"
        text: qsTr("Pruning without training afterwards loses much more than quantizing to the same share of bits, and the new file is as large and as slow as before: GGUF stores zeros like other weights. It is for research, and for those who heal the model elsewhere.")
        color: Theme.colors.warning
        wrapMode: Text.Wrap
    }
    OptionRow {
        name: qsTr("Method")
        hint: [qsTr("The smallest weights go. Needs no text."), qsTr("The weights go whose product with their input is smallest."), qsTr("As Wanda, and the others make up for those that go. Slower, and closest.")][root.choice.pruning] ?? ""

        ComboBox {
            objectName: "pruningBox"
            width: Theme.field
            model: [qsTr("Magnitude"), qsTr("Wanda"), qsTr("SparseGPT")]
            currentIndex: root.choice.pruning
            activeFocusOnTab: true
            Accessible.name: qsTr("Method")
            onActivated: index => root.choice.pruning = index
        }
    }
    OptionRow {
        name: qsTr("Pattern")
        hint: qsTr("Which of neighbouring weights may go")

        ComboBox {
            objectName: "patternBox"
            width: Theme.field
            model: [qsTr("Any in a row"), qsTr("2 of 4 stay"), qsTr("4 of 8 stay")]
            currentIndex: Math.max(0, root.patterns.indexOf(root.choice.pattern))
            activeFocusOnTab: true
            Accessible.name: qsTr("Pattern")
            onActivated: index => root.choice.pattern = root.patterns[index]
        }
    }
    OptionRow {
        visible: root.choice.pattern === ""
        name: qsTr("Share of zeros")
        hint: qsTr("%1 of each row").arg(Figures.percent(slider.value))

        Slider {
            id: slider
            objectName: "sparsitySlider"
            width: Theme.field
            from: 0.05
            to: 0.95
            stepSize: 0.05
            value: root.choice.sparsity
            activeFocusOnTab: true
            Accessible.name: qsTr("Share of zeros")
            onMoved: root.choice.sparsity = value
        }
    }
}
