// SPDX-License-Identifier: GPL-3.0-or-later
// The first step: which model. Below it the jobs of before.
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
    required property ModelLibrary library

    objectName: "modelStep"
    width: parent ? parent.width : 0
    spacing: Theme.huge

    Column {
        width: parent.width
        spacing: Theme.small

        GroupTitle {
            text: qsTr("Which model?")
        }
        Label {
            width: parent.width
            text: qsTr("Best is the model as it was published, in F16 or BF16: what is quantized already has lost something.")
            color: Theme.colors.textMuted
            wrapMode: Text.Wrap
        }
        Repeater {
            model: root.library

            ChoiceCard {
                required property string path
                required property string name
                required property real sizeBytes
                required property bool missing

                objectName: "tuneModel"
                width: root.width
                visible: !missing
                title: name
                hint: qsTr("%1, %2").arg(Figures.bytes(sizeBytes)).arg(path)
                chosen: root.room.choice.source === path
                onClicked: root.room.choose(path)
            }
        }
        Button {
            icon.name: "folder"
            text: qsTr("Open a file…")
            Accessible.name: text
            onClicked: open.open()
        }
    }
    Column {
        width: parent.width
        visible: root.room.history.count > 0
        spacing: Theme.small

        GroupTitle {
            text: qsTr("Earlier jobs")
        }
        Repeater {
            model: root.room.history

            HistoryRow {
                width: root.width
                room: root.room
            }
        }
    }
    FileDialog {
        id: open
        title: qsTr("Open a model file")
        nameFilters: [qsTr("Model files (*.gguf)"), qsTr("All files (*)")]
        onAccepted: root.room.chooseUrl(selectedFile)
    }
}
