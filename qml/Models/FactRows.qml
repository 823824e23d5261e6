// SPDX-License-Identifier: GPL-3.0-or-later
// What a model's file says of it.
import QtQuick
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property ModelDetails details

    spacing: Theme.tiny

    FactRow {
        width: root.width
        name: qsTr("Family")
        value: root.details.architecture
    }
    FactRow {
        width: root.width
        name: qsTr("Parameters")
        value: qsTr("%1, %2 bits each on average").arg(Figures.integer(root.details.parameters)).arg(Figures.decimals(root.details.bitsPerWeight, 2))
    }
    FactRow {
        width: root.width
        name: qsTr("Size of the file")
        value: Figures.bytes(root.details.fileBytes)
    }
    FactRow {
        width: root.width
        name: qsTr("Trained for")
        value: root.details.trainedContext > 0 ? qsTr("%1 tokens").arg(Figures.integer(root.details.trainedContext)) : ""
    }
    FactRow {
        width: root.width
        name: qsTr("Shape")
        value: root.details.dim > 0 ? qsTr("%1 layers, width %2, %3 heads, %4 of them for keys and values").arg(root.details.layers).arg(root.details.dim).arg(root.details.heads).arg(root.details.kvHeads) : ""
    }
    FactRow {
        width: root.width
        name: qsTr("Experts")
        value: root.details.experts > 0 ? Figures.integer(root.details.experts) : ""
    }
    FactRow {
        width: root.width
        name: qsTr("Vocabulary")
        value: root.details.vocabulary > 0 ? qsTr("%1 tokens, %2").arg(Figures.integer(root.details.vocabulary)).arg(root.details.tokenizer) : ""
    }
    FactRow {
        width: root.width
        name: qsTr("Licence")
        value: root.details.license === "" ? qsTr("The file names none.") : root.details.license
    }
}
