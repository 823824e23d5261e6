// SPDX-License-Identifier: GPL-3.0-or-later
// A new conversation: a greeting and a few questions that the starter model can answer.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Theme

Item {
    id: root

    property bool starter: true
    property string modelName: ""
    readonly property var questions: [qsTr("What is quantization?"), qsTr("What is the KV cache?"), qsTr("Which keyboard shortcuts are there?"), qsTr("How do I use fettle-cli chat?")]

    signal asked(question: string)

    Column {
        anchors.centerIn: parent
        width: Math.min(Theme.column, root.width - 2 * Theme.huge)
        spacing: Theme.small

        Mark {
            width: Theme.logo
            height: Theme.logo
        }
        Item {
            width: Theme.tiny
            height: Theme.tiny
        }
        Label {
            width: parent.width
            text: qsTr("What would you like to know?")
            font.family: Theme.display
            font.pixelSize: Theme.displaySize
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
        }
        Label {
            width: parent.width
            text: root.starter ? qsTr("The starter model is small and knows only this app and the words of its field. Open a model of your own for real work.") : root.modelName === "" ? qsTr("No model is loaded. Choose one above, or drop a GGUF file onto the window.") : qsTr("%1 is ready, on this machine and nowhere else.").arg(root.modelName)
            color: Theme.colors.textMuted
            font.pixelSize: Theme.readingSize
            lineHeight: Theme.leadingTight
            wrapMode: Text.Wrap
        }
        Item {
            width: Theme.medium
            height: Theme.medium
        }
        GridLayout {
            width: parent.width
            visible: root.starter
            columns: width < Theme.column * 0.6 ? 1 : 2
            columnSpacing: Theme.medium
            rowSpacing: Theme.medium

            Repeater {
                model: root.questions

                ExampleCard {
                    required property string modelData

                    Layout.fillWidth: true
                    text: modelData
                    onClicked: root.asked(modelData)
                }
            }
        }
    }
}
