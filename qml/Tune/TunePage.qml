// SPDX-License-Identifier: GPL-3.0-or-later
// The room where models are made smaller: where one is, and the step that is on.
import QtQuick
import Fettle.Parts
import Fettle.Ui

PageFrame {
    id: root

    required property TuneRoom room
    required property ModelLibrary library

    signal chatRequested

    objectName: "tunePage"
    title: qsTr("Tune")
    intro: qsTr("Make a model smaller or faster, see what it costs before it starts, and what it lost when it is done. The original is never changed.")

    Connections {
        target: root.room

        function onChatRequested(): void {
            root.chatRequested();
        }
        function onStepChanged(): void {
            root.contentY = 0;
        }
    }
    Stepper {
        width: parent ? parent.width : 0
        room: root.room
    }
    ModelStep {
        visible: root.room.step === TuneRoom.Model
        room: root.room
        library: root.library
    }
    AimStep {
        visible: root.room.step === TuneRoom.Aim
        room: root.room
    }
    PreviewStep {
        visible: root.room.step === TuneRoom.Preview
        room: root.room
    }
    RunStep {
        visible: root.room.step === TuneRoom.Run
        room: root.room
    }
}
