// SPDX-License-Identifier: GPL-3.0-or-later
// The conversation that is open: messages or a greeting, the composer below.
import QtQuick
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

FocusScope {
    id: root

    required property ChatSession chat
    required property PresetList presets
    required property ModelLibrary library
    readonly property Item dropZone: composer.dropZone
    readonly property bool empty: chat.messages.count === 0 && !chat.busy

    signal comparisonRequested(metrics: messageMetrics)

    function ask(question: string): void {
        chat.draft = question;
        composer.send();
        composer.forceActiveFocus();
    }
    function attach(): void {
        composer.attach();
    }
    function write(): void {
        composer.forceActiveFocus();
    }

    EmptyChat {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: foot.top
        visible: root.empty
        starter: root.library.currentIsStarter
        modelName: root.library.currentName
        onAsked: question => root.ask(question)
    }
    MessageView {
        id: view
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: foot.top
        visible: !root.empty
        chat: root.chat
        library: root.library
        onLinkActivated: link => links.ask(link)
        onComparisonRequested: metrics => root.comparisonRequested(metrics)
    }
    IconButton {
        objectName: "jumpButton"
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: foot.top
        anchors.bottomMargin: Theme.small
        visible: !root.empty && !view.following && !view.nearEnd
        glyph: "down"
        text: qsTr("Jump to the end")
        icon.color: Theme.colors.text
        onClicked: view.jumpToEnd()

        Rectangle {
            z: -1
            anchors.fill: parent
            radius: width / 2
            color: Theme.colors.raised
            border.width: Theme.hairline
            border.color: Theme.colors.outline
        }
    }
    Item {
        id: foot
        x: (parent.width - width) / 2
        anchors.bottom: parent.bottom
        width: Math.min(Theme.column, parent.width - 2 * Theme.huge)
        height: composer.implicitHeight + Theme.large

        Composer {
            id: composer
            width: parent.width
            focus: true
            chat: root.chat
            presets: root.presets
            onSent: view.jumpToEnd()
        }
    }
    LinkDialog {
        id: links
    }
}
