// SPDX-License-Identifier: GPL-3.0-or-later
// The list of shortcuts.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Theme

Dialog {
    id: root

    readonly property var rows: [[qsTr("Send the message"), qsTr("Enter")], [qsTr("Break the line"), qsTr("Shift+Enter")], [qsTr("Stop the answer"), qsTr("Esc")], [qsTr("Answer again"), qsTr("Ctrl+R")], [qsTr("Go on with a cut answer"), qsTr("Alt+Enter")], [qsTr("Attach text files"), qsTr("Ctrl+U")], [qsTr("New chat"), qsTr("Ctrl+N")], [qsTr("New folder"), qsTr("Ctrl+Shift+N")], [qsTr("Search the conversations"), qsTr("Ctrl+K")], [qsTr("Choose a model"), qsTr("Ctrl+L")], [qsTr("About the model in use"), qsTr("Ctrl+I")], [qsTr("Open a model file"), qsTr("Ctrl+O")], [qsTr("Show or hide the conversations"), qsTr("Ctrl+B")], [qsTr("Show or hide the measurements"), qsTr("Ctrl+J")], [qsTr("Settings"), qsTr("Ctrl+,")], [qsTr("Back to the chat"), qsTr("Ctrl+1")], [qsTr("Make a model smaller"), qsTr("Ctrl+T")], [qsTr("Rename the conversation or folder in focus"), qsTr("F2")], [qsTr("Open or close the folder in focus"), qsTr("Right, Left")], [qsTr("Walk through the messages"), qsTr("Up, Down")], [qsTr("This list"), qsTr("Ctrl+/")]]

    objectName: "shortcutsDialog"
    anchors.centerIn: Overlay.overlay
    modal: true
    focus: true
    title: qsTr("Keyboard shortcuts")

    contentItem: ColumnLayout {
        spacing: Theme.small

        Repeater {
            model: root.rows

            RowLayout {
                id: line
                required property var modelData

                Layout.fillWidth: true

                Label {
                    Layout.fillWidth: true
                    text: line.modelData[0]
                }
                Rectangle {
                    implicitWidth: keys.implicitWidth + 2 * Theme.small
                    implicitHeight: keys.implicitHeight + Theme.tiny
                    radius: Theme.radiusSmall
                    color: Theme.colors.sunken
                    border.width: Theme.hairline
                    border.color: Theme.colors.line

                    Label {
                        id: keys
                        anchors.centerIn: parent
                        text: line.modelData[1]
                        font.pixelSize: Theme.captionSize
                    }
                }
            }
        }
    }
}
