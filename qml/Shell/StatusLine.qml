// SPDX-License-Identifier: GPL-3.0-or-later
// Below everything: device, memory of the model, context; a word where the GPU is not used.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Rectangle {
    id: root

    required property ModelLibrary library
    required property ChatSession chat
    readonly property bool ready: library.state === ModelLibrary.Ready

    signal shortcutsRequested

    objectName: "statusLine"
    implicitHeight: Theme.statusLine
    color: Theme.colors.window
    Accessible.role: Accessible.StatusBar
    Accessible.name: qsTr("Status")

    Hairline {
        width: parent.width
    }
    Row {
        id: facts
        x: Theme.large
        height: parent.height
        spacing: Theme.large

        StatusItem {
            height: parent.height
            glyph: "chip"
            text: root.ready ? root.library.device : qsTr("No model is loaded")
        }
        StatusItem {
            height: parent.height
            visible: root.ready
            glyph: "memory"
            text: qsTr("%1 for the model").arg(Figures.bytes(root.library.memoryBytes))
        }
        StatusItem {
            height: parent.height
            visible: root.ready
            glyph: "context"
            text: qsTr("context: %1 of %2 tokens").arg(Figures.integer(root.chat.messages.contextTokens)).arg(Figures.integer(root.library.contextLength)) // qmllint disable
        }
    }
    StatusItem {
        id: cuda
        anchors.right: help.left
        anchors.rightMargin: Theme.small
        height: parent.height
        most: Math.max(0, help.x - facts.x - facts.width - Theme.page)
        visible: root.ready && root.library.cudaNotice !== "" && most > Theme.field / 2
        glyph: "info"
        text: qsTr("No GPU is used")

        HoverHandler {
            id: pointer
        }
        ToolTip.visible: pointer.hovered
        ToolTip.text: root.library.cudaNotice
    }
    IconButton {
        id: help
        objectName: "shortcutsButton"
        anchors.right: parent.right
        anchors.rightMargin: Theme.small
        anchors.verticalCenter: parent.verticalCenter
        implicitHeight: Theme.statusLine - Theme.tiny
        glyph: "keyboard"
        text: qsTr("Keyboard shortcuts")
        shortcut: qsTr("Ctrl+/")
        onClicked: root.shortcutsRequested()
    }
}
