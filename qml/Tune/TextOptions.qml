// SPDX-License-Identifier: GPL-3.0-or-later
// The text that a method calibrates on.
import QtQuick
import QtQuick.Controls
import QtQuick.Dialogs
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Card {
    id: root

    required property TuneChoice choice
    readonly property bool own: choice.textKind === 1 // TuneOrder::Text::File

    title: qsTr("Calibrated on which text?")

    OptionRow {
        name: qsTr("Text")
        hint: qsTr("Best is one like what the model will be used for; at least some hundred lines. It stays on this machine.")

        ComboBox {
            objectName: "textBox"
            width: Theme.field
            model: [qsTr("The one of the app"), qsTr("A file of mine"), qsTr("My conversations")]
            currentIndex: root.choice.textKind
            activeFocusOnTab: true
            Accessible.name: qsTr("Text")
            onActivated: index => root.choice.textKind = index
        }
    }
    OptionRow {
        visible: root.own
        name: root.choice.textName === "" ? qsTr("No file is chosen yet") : root.choice.textName
        hint: qsTr("Plain text in UTF-8")

        Button {
            objectName: "chooseText"
            icon.name: "file"
            text: qsTr("Choose…")
            activeFocusOnTab: true
            Accessible.name: qsTr("Choose a text file")
            onClicked: open.open()
        }
    }
    FileDialog {
        id: open
        title: qsTr("Choose a text file")
        nameFilters: [qsTr("Text files (*.txt *.md *.jsonl)"), qsTr("All files (*)")]
        onAccepted: root.choice.chooseText(selectedFile)
    }
}
