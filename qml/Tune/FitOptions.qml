// SPDX-License-Identifier: GPL-3.0-or-later
// The limit that a model is fitted to.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property TuneChoice choice
    required property var preview
    readonly property bool memory: choice.aim === TuneChoice.FitMemory

    width: parent ? parent.width : 0
    spacing: Theme.small

    OptionRow {
        name: root.memory ? qsTr("Memory in MiB") : qsTr("Size of the file in MiB")
        hint: root.memory ? qsTr("Weights, cache and scratch together. Now it takes %1; %2 are free.").arg(Figures.bytes(root.preview.sourceMemory.total)).arg(Figures.bytes(root.preview.availableBytes)) : qsTr("Now it takes %1.").arg(Figures.bytes(root.preview.sourceBytes))

        TextField {
            objectName: "limitField"
            width: Theme.field / 2
            horizontalAlignment: TextInput.AlignRight
            text: root.choice.megabytes
            inputMethodHints: Qt.ImhFormattedNumbersOnly
            validator: DoubleValidator {
                bottom: 0
                locale: "C"
            }
            activeFocusOnTab: true
            Accessible.name: root.memory ? qsTr("Memory in MiB") : qsTr("Size of the file in MiB")
            onEditingFinished: root.choice.megabytes = Number(text)
        }
    }
    OptionRow {
        name: qsTr("Context in tokens")
        hint: qsTr("What memory is planned for; 0 takes the engine's choice, %1 here.").arg(Figures.integer(root.preview.context))

        TextField {
            objectName: "contextField"
            width: Theme.field / 2
            horizontalAlignment: TextInput.AlignRight
            text: root.choice.context
            inputMethodHints: Qt.ImhDigitsOnly
            validator: IntValidator {
                bottom: 0
                top: 16777216
            }
            activeFocusOnTab: true
            Accessible.name: qsTr("Context in tokens")
            onEditingFinished: root.choice.context = Number(text)
        }
    }
    Label {
        width: parent.width
        text: qsTr("The model is written some forty times while types are tried out: seconds for a small one, hours for a large one. It is compared with the best preset that fits, and the preset is taken where it is no worse.")
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        wrapMode: Text.Wrap
    }
}
