// SPDX-License-Identifier: GPL-3.0-or-later
// The left side of the window: the conversations, and the ways to the other pages.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Chat
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Rectangle {
    id: root

    required property ConversationList conversations
    required property string page

    signal pageRequested(page: string)
    signal hideRequested

    function find(): void {
        pane.find();
    }

    function newFolder(): void {
        pane.newFolder(0);
    }

    objectName: "sidebar"
    color: Theme.colors.window
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Sidebar")

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.medium
        anchors.topMargin: 0
        spacing: Theme.small

        RowLayout {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.topBar
            spacing: Theme.small

            Mark {
                Layout.leftMargin: Theme.tiny
                implicitWidth: Theme.control * 0.67
                implicitHeight: Theme.control * 0.67
            }
            Label {
                Layout.fillWidth: true
                text: qsTr("Fettle")
                font.family: Theme.display
                font.pixelSize: Theme.titleSize
                font.weight: Font.DemiBold
            }
            IconButton {
                glyph: "sidebar"
                text: qsTr("Hide the conversations")
                shortcut: qsTr("Ctrl+B")
                onClicked: root.hideRequested()
            }
        }
        ConversationPane {
            id: pane
            Layout.fillWidth: true
            Layout.fillHeight: true
            conversations: root.conversations
            onChosen: root.pageRequested("chat")
        }
        Hairline {
            Layout.fillWidth: true
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.focusWidth

            ItemDelegate {
                Layout.fillWidth: true
                icon.name: "cube"
                text: qsTr("Models")
                highlighted: root.page === "models"
                activeFocusOnTab: true
                Accessible.name: text
                onClicked: root.pageRequested("models")
            }
            ItemDelegate {
                objectName: "tuneEntry"
                Layout.fillWidth: true
                icon.name: "tune"
                text: qsTr("Tune")
                highlighted: root.page === "tune"
                activeFocusOnTab: true
                Accessible.name: text
                onClicked: root.pageRequested("tune")
            }
            ItemDelegate {
                Layout.fillWidth: true
                icon.name: "sliders"
                text: qsTr("Settings")
                highlighted: root.page === "settings"
                activeFocusOnTab: true
                Accessible.name: text
                onClicked: root.pageRequested("settings")
            }
        }
    }
}
