// SPDX-License-Identifier: GPL-3.0-or-later
// All model files that are known.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

PageFrame {
    id: root

    required property ModelLibrary library

    signal openRequested

    objectName: "modelsPage"
    title: qsTr("Models")
    intro: qsTr("Files that Fettle has seen. They stay where they are on your disk; forgetting one removes it only from this list.")

    Button {
        highlighted: true
        icon.name: "folder"
        text: qsTr("Open a file…")
        Accessible.name: text
        onClicked: root.openRequested()
    }
    Label {
        width: parent.width
        visible: root.library.state === ModelLibrary.Failed
        text: root.library.error
        color: Theme.colors.danger
        wrapMode: Text.Wrap
    }
    Column {
        width: parent.width
        spacing: Theme.small

        Repeater {
            model: root.library

            Rectangle {
                id: card
                required property string path
                required property string name
                required property real sizeBytes
                required property bool starter
                required property bool missing
                required property bool current

                width: parent ? parent.width : 0
                height: row.implicitHeight
                radius: Theme.radius
                color: Theme.colors.raised
                border.width: Theme.hairline
                border.color: card.current ? Theme.colors.accent : Theme.colors.line

                ModelRow {
                    id: row
                    anchors.fill: parent
                    leftPadding: Theme.large
                    detailed: true
                    path: card.path
                    name: card.name
                    sizeBytes: card.sizeBytes
                    starter: card.starter
                    missing: card.missing
                    current: card.current
                    loading: card.current && root.library.state === ModelLibrary.Loading
                    loadShare: root.library.loadShare
                    onLoadRequested: root.library.load(path)
                    onEjectRequested: root.library.eject()
                    onForgetRequested: root.library.forget(path)
                }
            }
        }
    }
    Label {
        width: parent.width
        text: qsTr("Fettle opens GGUF files of the Llama family. You can also drop a file onto the window.")
        color: Theme.colors.textMuted
        wrapMode: Text.Wrap
    }
}
