// SPDX-License-Identifier: GPL-3.0-or-later
// What shall be compared: models, prompts, settings, how often.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property LabSetup setup
    required property ModelLibrary library
    required property ConversationList conversations
    required property bool hasGpu
    readonly property var models: setup.models
    readonly property var prompts: setup.prompts

    objectName: "labSetup"
    spacing: Theme.huge

    Card {
        title: qsTr("Models")

        Flow {
            width: parent.width
            spacing: Theme.small

            Repeater {
                model: root.models.length

                Chip {
                    required property int index

                    objectName: "labModel"
                    chosen: true
                    icon.name: "close"
                    text: root.models[index]?.name ?? ""
                    Accessible.name: qsTr("Take %1 out").arg(text)
                    ToolTip.visible: hovered
                    ToolTip.text: root.models[index]?.path ?? ""
                    onClicked: root.setup.removeModel(index)
                }
            }
            ComboBox {
                objectName: "addLabModel"
                implicitHeight: Theme.controlSmall
                model: root.library
                textRole: "name"
                valueRole: "path"
                displayText: qsTr("Add a model…")
                activeFocusOnTab: true
                Accessible.name: displayText
                onActivated: root.setup.addModel(currentValue)
            }
        }
    }
    Card {
        title: qsTr("Prompts")

        Flow {
            width: parent.width
            spacing: Theme.small

            Repeater {
                model: root.prompts.length

                Chip {
                    required property int index
                    readonly property var prompt: root.prompts[index]

                    objectName: "labPrompt_" + index
                    text: prompt?.name ?? ""
                    chosen: prompt?.chosen ?? false
                    ToolTip.visible: hovered
                    ToolTip.text: qsTr("About %1 tokens").arg(Figures.integer(prompt?.tokens ?? 0))
                    onClicked: root.setup.togglePrompt(index)
                }
            }
            Chip {
                visible: root.setup.conversation !== ""
                chosen: true
                icon.name: "close"
                text: root.setup.conversation
                Accessible.name: qsTr("Take %1 out").arg(text)
                onClicked: root.setup.dropConversation()
            }
            ComboBox {
                objectName: "labConversation"
                implicitHeight: Theme.controlSmall
                model: root.conversations
                textRole: "title"
                valueRole: "conversationId"
                displayText: qsTr("A past conversation…")
                activeFocusOnTab: true
                Accessible.name: displayText
                onActivated: root.setup.useConversation(currentValue)
            }
        }
        TextArea {
            objectName: "labOwnText"
            width: parent.width
            placeholderText: qsTr("Or a prompt of your own")
            text: root.setup.ownText
            activeFocusOnTab: true
            Keys.priority: Keys.BeforeItem
            Keys.onTabPressed: nextItemInFocusChain().forceActiveFocus(Qt.TabFocusReason)
            Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
            Accessible.name: placeholderText
            onTextChanged: root.setup.ownText = text
        }
    }
    Card {
        title: qsTr("Settings to compare")

        Label {
            width: parent.width
            text: qsTr("Each combination of the values is measured. A setting without values stays as the model is loaded now.")
            color: Theme.colors.textMuted
            wrapMode: Text.Wrap
        }
        Column {
            width: parent.width

            Repeater {
                model: root.setup.axes

                AxisRow {
                    required property bool forGpu

                    width: parent ? (parent as Item).width : 0
                    visible: (!forGpu || root.hasGpu) && (typed || choices.length > 1)
                    height: visible ? implicitHeight : 0
                    axes: root.setup.axes
                }
            }
        }
    }
    Card {
        title: qsTr("How it is measured")

        Flow {
            width: parent.width
            spacing: Theme.large

            NumberField {
                objectName: "labRuns"
                title: qsTr("Runs of each")
                value: root.setup.repetitions
                least: 1
                most: 1000
                onChosen: value => root.setup.repetitions = value
            }
            NumberField {
                objectName: "labWarmUps"
                title: qsTr("Warm-up runs")
                value: root.setup.warmUps
                onChosen: value => root.setup.warmUps = value
            }
            NumberField {
                objectName: "labTokens"
                title: qsTr("Tokens of an answer")
                value: root.setup.tokens
                least: 1
                most: 65536
                onChosen: value => root.setup.tokens = value
            }
            NumberField {
                title: qsTr("Seed")
                value: root.setup.seed
                most: 2147483647
                onChosen: value => root.setup.seed = value
            }
        }
        Label {
            width: parent.width
            visible: root.setup.repetitions * Math.max(1, root.prompts.filter(prompt => prompt.chosen).length) < root.setup.fewestRepetitions
            text: qsTr("Fewer than %1 runs are too few to tell a difference from noise.").arg(root.setup.fewestRepetitions)
            color: Theme.colors.warning
            wrapMode: Text.Wrap
        }
    }
}
