// SPDX-License-Identifier: GPL-3.0-or-later
// Above the page: the model that answers, and the switches of both sides.
import QtQuick
import Fettle.Models
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Item {
    id: root

    required property ModelLibrary library
    required property bool sidebarVisible
    required property bool panelVisible

    signal sidebarToggled
    signal panelToggled
    signal openRequested
    signal modelsRequested
    signal detailsRequested(path: string)

    function choose(): void {
        picker.visible ? picker.close() : picker.open();
    }

    implicitHeight: Theme.topBar

    IconButton {
        x: Theme.small
        anchors.verticalCenter: parent.verticalCenter
        visible: !root.sidebarVisible
        glyph: "sidebar"
        text: qsTr("Show the conversations")
        shortcut: qsTr("Ctrl+B")
        onClicked: root.sidebarToggled()
    }
    ModelButton {
        id: button
        anchors.centerIn: parent
        library: root.library
        onClicked: root.choose()

        ModelPicker {
            id: picker
            x: (button.width - width) / 2
            y: button.height + Theme.tiny
            library: root.library
            onOpenRequested: {
                close();
                root.openRequested();
            }
            onDetailsRequested: path => {
                close();
                root.detailsRequested(path);
            }
            onPageRequested: {
                close();
                root.modelsRequested();
            }
        }
    }
    IconButton {
        anchors.right: parent.right
        anchors.rightMargin: Theme.small
        anchors.verticalCenter: parent.verticalCenter
        glyph: "pulse"
        icon.color: root.panelVisible ? Theme.colors.accent : Theme.colors.textMuted
        text: root.panelVisible ? qsTr("Hide the live measurements") : qsTr("Show the live measurements")
        shortcut: qsTr("Ctrl+J")
        onClicked: root.panelToggled()
    }
}
