// SPDX-License-Identifier: GPL-3.0-or-later
// What counts when a model is loaded, and what it is told first.
import QtQuick
import QtQuick.Controls
import Fettle.Theme
import Fettle.Ui

SettingGroup {
    id: root

    required property AppSettings settings

    signal reloadRequested

    title: qsTr("Model")

    Item {
        width: parent.width
        implicitHeight: prompt.height + 2 * Theme.medium

        Column {
            id: prompt
            y: Theme.medium
            width: parent.width
            spacing: Theme.tiny

            Label {
                text: qsTr("System prompt")
                font.weight: Font.Medium
            }
            Label {
                width: parent.width
                text: qsTr("Told to the model before each conversation. The starter model does not heed it.")
                color: Theme.colors.textMuted
                font.pixelSize: Theme.smallSize
                wrapMode: Text.Wrap
            }
            TextArea {
                objectName: "systemPromptSetting"
                width: parent.width
                text: root.settings.systemPrompt
                placeholderText: qsTr("You are a helpful assistant.")
                activeFocusOnTab: true
                Keys.priority: Keys.BeforeItem
                Keys.onTabPressed: nextItemInFocusChain().forceActiveFocus(Qt.TabFocusReason)
                Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
                Accessible.name: qsTr("System prompt")
                onTextChanged: root.settings.systemPrompt = text
            }
        }
    }
    NumberSetting {
        name: qsTr("Context length")
        hint: qsTr("How many tokens of a conversation the model sees; more takes more memory. 0 lets Fettle choose.")
        value: root.settings.contextLength
        onChosen: value => root.settings.contextLength = value
    }
    NumberSetting {
        name: qsTr("Threads")
        hint: qsTr("Of the processor; 0 takes all.")
        value: root.settings.threads
        onChosen: value => root.settings.threads = value
    }
    SettingRow {
        name: qsTr("Titles by the model")
        hint: qsTr("After its first answer the model names the conversation; otherwise the first words of the question do.")

        Switch {
            objectName: "titleSetting"
            checked: root.settings.titleByModel
            activeFocusOnTab: true
            Accessible.name: qsTr("Titles by the model")
            onToggled: root.settings.titleByModel = checked
        }
    }
    SettingRow {
        name: qsTr("Load again")
        hint: qsTr("Device, context length and threads count from the next load on.")

        Button {
            text: qsTr("Load again")
            activeFocusOnTab: true
            Accessible.name: qsTr("Load the model again")
            onClicked: root.reloadRequested()
        }
    }
}
