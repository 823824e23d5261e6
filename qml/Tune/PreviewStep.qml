// SPDX-License-Identifier: GPL-3.0-or-later
// The third step: what it will cost, before it starts. What is not known is said to be so.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import QtQuick.Dialogs
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property TuneRoom room
    readonly property TuneChoice choice: room.choice
    readonly property var preview: room.preview
    readonly property bool known: preview.bytes > 0

    objectName: "previewStep"
    width: parent ? parent.width : 0
    spacing: Theme.huge

    Card {
        title: qsTr("What it will be")

        Label {
            width: parent ? parent.width : 0
            text: qsTr("%1, made from %2").arg(root.choice.recipe).arg(root.choice.sourceName)
            color: Theme.colors.textMuted
            elide: Text.ElideMiddle
        }
        Row {
            spacing: Theme.small

            Label {
                id: size
                objectName: "previewBytes"
                text: root.known ? Figures.bytes(root.preview.bytes) : "–"
                font.family: Theme.display
                font.pixelSize: Theme.displaySize
                font.weight: Font.DemiBold
            }
            Label {
                anchors.baseline: size.baseline
                text: root.preview.exact ? qsTr("exactly, instead of %1").arg(Figures.bytes(root.preview.sourceBytes)) : root.choice.prunes ? qsTr("as before: zeros take room like other weights") : qsTr("at most, instead of %1").arg(Figures.bytes(root.preview.sourceBytes))
                color: Theme.colors.textMuted
            }
        }
        SizeBar {
            width: parent ? parent.width : 0
            share: root.known && root.preview.sourceBytes > 0 ? root.preview.bytes / root.preview.sourceBytes : 0
        }
        PreviewFacts {
            width: parent ? parent.width : 0
            preview: root.preview
            fits: root.choice.fits
        }
        Button {
            objectName: "measureSource"
            visible: root.preview.speed <= 0
            enabled: !root.room.measuring && !root.room.previewing
            icon.name: "pulse"
            text: root.room.measuring ? qsTr("Measuring…") : qsTr("Measure how fast the original is")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: root.room.measureSource()
        }
    }
    Card {
        title: qsTr("Where it goes")

        OptionRow {
            name: qsTr("Name")
            hint: root.choice.targetFolder

            TextField {
                objectName: "targetName"
                width: Theme.card
                text: root.choice.targetName
                activeFocusOnTab: true
                Accessible.name: qsTr("Name of the new file")
                onEditingFinished: root.choice.targetName = text
            }
        }
        OptionRow {
            name: qsTr("Folder")
            hint: qsTr("Needs %1 while it works; %2 are free there.").arg(Figures.bytes(root.preview.workBytes)).arg(Figures.bytes(root.preview.freeBytes))

            Button {
                icon.name: "folder"
                text: qsTr("Choose…")
                activeFocusOnTab: true
                Accessible.name: qsTr("Choose a folder")
                onClicked: folder.open()
            }
        }
        OptionRow {
            name: qsTr("The loss is measured on")
            hint: qsTr("A text of the app that no method has seen. More takes longer and narrows the uncertainty.")

            ComboBox {
                objectName: "evaluateBox"
                readonly property var counts: [0, 2048, 8192, 32768]

                width: Theme.field
                model: [qsTr("Nothing: not measured"), qsTr("2,048 tokens"), qsTr("8,192 tokens"), qsTr("The whole text")]
                currentIndex: counts.indexOf(root.choice.evaluatedTokens)
                activeFocusOnTab: true
                Accessible.name: qsTr("The loss is measured on")
                onActivated: index => root.choice.evaluatedTokens = counts[index]
            }
        }
    }
    Notes {
        room: root.room
    }
    StepButtons {
        nextText: qsTr("Start")
        canGoOn: root.room.canStart
        onBackRequested: root.room.step = TuneRoom.Aim
        onNextRequested: root.room.start()
    }
    FolderDialog {
        id: folder
        title: qsTr("Choose a folder")
        onAccepted: root.choice.chooseFolder(selectedFolder)
    }
}
