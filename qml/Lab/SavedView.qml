// SPDX-License-Identifier: GPL-3.0-or-later
// The comparisons that are kept, and the answers that were put side by side.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import QtQuick.Dialogs
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property LabArchive archive
    required property LabAnswers answers

    objectName: "labSaved"
    spacing: Theme.huge

    Card {
        title: qsTr("Comparisons")

        Label {
            width: parent.width
            visible: root.archive.count === 0
            text: qsTr("Each comparison is kept here when it ends. One that was exported on another machine can be opened as well.")
            color: Theme.colors.textMuted
            wrapMode: Text.Wrap
        }
        Repeater {
            model: root.archive

            SavedRow {
                width: parent ? (parent as Item).width : 0
                onOpenRequested: root.archive.open(index)
                onRenameRequested: dialog.askFor(index, name)
                onRemoveRequested: root.archive.remove(index)
            }
        }
        Button {
            objectName: "importLab"
            icon.name: "folder"
            text: qsTr("Open a file…")
            activeFocusOnTab: true
            Accessible.name: qsTr("Open a comparison or an experiment from a file")
            onClicked: files.open()
        }
    }
    Card {
        title: qsTr("Answers side by side")

        Label {
            width: parent.width
            visible: root.answers.count === 0
            text: qsTr("The measurements of any answer in a chat can be added here: open them by its speed, then choose “Add to comparison”.")
            color: Theme.colors.textMuted
            wrapMode: Text.Wrap
        }
        Repeater {
            model: root.answers

            AnswerRow {
                width: parent ? (parent as Item).width : 0
                onRemoveRequested: root.answers.remove(index)
            }
        }
        Button {
            visible: root.answers.count > 0
            text: qsTr("Take all out")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: root.answers.clear()
        }
    }
    NameDialog {
        id: dialog
        property int row: -1

        function askFor(place: int, name: string): void {
            row = place;
            ask(name);
        }

        title: qsTr("Rename the comparison")
        label: qsTr("Name")
        onNamed: text => root.archive.rename(row, text)
    }
    FileDialog {
        id: files
        objectName: "labFiles"
        title: qsTr("Open a comparison or an experiment")
        nameFilters: [qsTr("JSON (*.json)"), qsTr("All files (*)")]
        onAccepted: root.archive.importFile(selectedFile)
    }
}
