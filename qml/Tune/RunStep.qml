// SPDX-License-Identifier: GPL-3.0-or-later
// The fourth step: how far it is, what each matrix loses, and, when it is done, what came of it.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property TuneRoom room
    readonly property TuneActivity activity: room.activity
    readonly property bool over: activity.state === TuneActivity.Done
    readonly property var result: activity.result
    readonly property bool measured: result.after !== undefined

    objectName: "runStep"
    width: parent ? parent.width : 0
    spacing: Theme.huge

    ProgressGroup {
        visible: !root.over
        activity: root.activity
    }
    Label {
        objectName: "jobError"
        width: parent.width
        visible: text !== ""
        text: root.activity.error
        color: Theme.colors.danger
        wrapMode: Text.Wrap
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
    ResultGroup {
        visible: root.over && root.measured
        activity: root.activity
    }
    Row {
        visible: root.over
        spacing: Theme.small

        Button {
            objectName: "chatWithIt"
            highlighted: true
            icon.name: "chat"
            text: qsTr("Chat with it")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: root.room.chat()
        }
        Button {
            objectName: "makeAnother"
            text: qsTr("Make another")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: root.room.another()
        }
    }
    VariantPlot {
        visible: root.over && root.room.variants.points.length > 1
        room: root.room
    }
    SideBySide {
        visible: root.over
        comparison: root.room.comparison
        activity: root.activity
    }
    ErrorPicture {
        visible: root.activity.matrices.length > 0
        activity: root.activity
    }
    StepButtons {
        visible: root.activity.state === TuneActivity.Failed || root.activity.state === TuneActivity.Cancelled
        nextText: qsTr("Make another")
        onBackRequested: root.room.step = TuneRoom.Preview
        onNextRequested: root.room.another()
    }
}
