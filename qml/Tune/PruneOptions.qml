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
    readonly property var patterns: ["", "2:4", "4:8", "below"]
    readonly property var patternHints: [qsTr("The weights that go may lie anywhere in a row."), qsTr("Of each four neighbours. Fettle then keeps F32, F16 and BF16 weights without their zeros in memory, on the processor and on a GPU. On the processor it writes answers faster; whether it does on a GPU is not known before it is measured there, with fettle-cli prune --measure."), qsTr("Of each eight neighbours."), qsTr("All weights nearer to zero than a limit, which follows from each matrix's own spread and decides how many go.")]
    readonly property var patternNames: [qsTr("Any in a row"), qsTr("2 of 4 stay"), qsTr("4 of 8 stay"), qsTr("All below a limit")]
    readonly property int patternIndex: Math.max(0, patterns.indexOf(choice.pattern))
    readonly property bool zeros: !choice.cuts
    readonly property string zerosTruth: qsTr("Pruning without training afterwards loses much more than quantizing to the same share of bits, and the new file is as large as before: GGUF stores zeros like other weights. Only 2 of 4 can be used to be faster. It is for research, and for those who heal the model elsewhere.")
    readonly property string partsTruth: qsTr("The new file is smaller and faster by what goes, in any program. But a model that is not trained again afterwards loses far more than by quantizing to the same size, and often writes nonsense from a fifth on. Read the measured loss before you use it.")
    readonly property var methods: [
        {
            name: qsTr("Zeros: magnitude"),
            hint: qsTr("The smallest weights go. Needs no text.")
        },
        {
            name: qsTr("Zeros: Wanda"),
            hint: qsTr("The weights go whose product with their input is smallest.")
        },
        {
            name: qsTr("Zeros: SparseGPT"),
            hint: qsTr("As Wanda, and the others make up for those that go. Slower, and closest.")
        },
        {
            name: qsTr("Fewer layers"),
            hint: qsTr("The layers go that a text misses least, one after the other. Slow: each is tried.")
        },
        {
            name: qsTr("Fewer neurons"),
            hint: qsTr("In each layer those of the feed-forward part go that add least on a text; the others take over what they can.")
        },
        {
            name: qsTr("Fewer heads"),
            hint: qsTr("In each layer the groups of attention heads go that add least on a text; the others take over what they can.")
        }
    ]

    title: qsTr("How to prune?")

    Label {
        width: parent ? parent.width : 0
        objectName: "pruneTruth"
        text: root.zeros ? root.zerosTruth : root.partsTruth
        color: Theme.colors.warning
        wrapMode: Text.Wrap
    }
    OptionRow {
        name: qsTr("Method")
        hint: root.methods[root.choice.pruning].hint

        ComboBox {
            objectName: "pruningBox"
            width: Theme.field
            model: root.methods.map(method => method.name)
            currentIndex: root.choice.pruning
            activeFocusOnTab: true
            Accessible.name: qsTr("Method")
            onActivated: index => root.choice.pruning = index
        }
    }
    PartOptions {
        visible: !root.zeros
        choice: root.choice
    }
    OptionRow {
        visible: root.zeros
        name: qsTr("Pattern")
        hint: root.patternHints[root.patternIndex]

        ComboBox {
            objectName: "patternBox"
            width: Theme.field
            model: root.patternNames.slice(0, root.choice.pruning === 0 ? 4 : 3)
            currentIndex: root.patternIndex
            activeFocusOnTab: true
            Accessible.name: qsTr("Pattern")
            onActivated: index => root.choice.pattern = root.patterns[index]
        }
    }
    OptionRow {
        visible: root.zeros && root.choice.pattern === ""
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
    OptionRow {
        visible: root.choice.truncates
        name: qsTr("Limit")
        hint: qsTr("%1 standard deviations of a matrix").arg(Figures.decimals(limitSlider.value, 2))

        Slider {
            id: limitSlider
            objectName: "limitSlider"
            width: Theme.field
            from: 0.05
            to: 2
            stepSize: 0.05
            value: root.choice.deviations
            activeFocusOnTab: true
            Accessible.name: qsTr("Limit")
            onMoved: root.choice.deviations = value
        }
    }
    OptionRow {
        visible: root.zeros && root.choice.pattern === ""
        name: qsTr("More where it hurts less")
        hint: qsTr("Layers with more outliers keep more of their weights (OWL). Reads a text.")

        Switch {
            objectName: "outlierSwitch"
            checked: root.choice.outliers
            activeFocusOnTab: true
            Accessible.name: qsTr("Layers with more outliers keep more of their weights")
            onToggled: root.choice.outliers = checked
        }
    }
}
