// SPDX-License-Identifier: GPL-3.0-or-later
// The second step: what is wanted of the model.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property TuneRoom room
    readonly property TuneChoice choice: room.choice
    readonly property var aims: [
        {
            title: qsTr("Smaller"),
            hint: qsTr("Less disk and memory, with as little loss as its size allows.")
        },
        {
            title: qsTr("Faster"),
            hint: qsTr("Fewer bytes to read for each token, in types that are quick to compute with.")
        },
        {
            title: qsTr("Fit into memory"),
            hint: qsTr("The best that loads into a given memory with a given context, found by measuring. Takes longest.")
        },
        {
            title: qsTr("Best quality at a size"),
            hint: qsTr("The type of each matrix is chosen by measuring, so that the file takes no more than a given size. Takes longest.")
        },
        {
            title: qsTr("I choose"),
            hint: qsTr("A preset by its name, the type of each matrix, or pruning.")
        }
    ]

    objectName: "aimStep"
    width: parent ? parent.width : 0
    spacing: Theme.huge

    Column {
        width: parent.width
        spacing: Theme.small

        GroupTitle {
            text: qsTr("What for?")
        }
        Label {
            width: parent.width
            text: root.choice.sourceName
            color: Theme.colors.textMuted
            elide: Text.ElideMiddle
        }
        Repeater {
            model: root.aims

            ChoiceCard {
                required property int index
                required property var modelData

                objectName: "aim" + index
                width: root.width
                title: modelData.title
                hint: modelData.hint
                chosen: root.choice.aim === index
                onClicked: root.choice.aim = index
            }
        }
    }
    Card {
        visible: root.choice.aim !== TuneChoice.Own
        title: root.choice.fits ? qsTr("How much room?") : qsTr("How far?")

        StrengthOptions {
            visible: !root.choice.fits
            choice: root.choice
        }
        FitOptions {
            visible: root.choice.fits
            choice: root.choice
            preview: root.room.preview
        }
    }
    OwnOptions {
        visible: root.choice.aim === TuneChoice.Own
        room: root.room
    }
    MethodOptions {
        visible: !root.choice.prunes
        choice: root.choice
    }
    TextOptions {
        visible: root.choice.usesText
        choice: root.choice
    }
    StepButtons {
        onBackRequested: root.room.step = TuneRoom.Model
        onNextRequested: root.room.step = TuneRoom.Preview
    }
}
