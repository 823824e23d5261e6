// SPDX-License-Identifier: GPL-3.0-or-later
// One setting and the values of it that are compared; where none is chosen, the one of now holds.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Item {
    id: root

    required property LabAxes axes
    required property int index
    required property string key
    required property string title
    required property string hint
    required property bool typed
    required property string text
    required property string base
    required property var choices
    required property string error
    required property int count
    readonly property string now: qsTr("now: %1").arg(base)

    objectName: "axis_" + key
    implicitHeight: Math.max(words.height, values.height) + 2 * Theme.medium

    Hairline {
        width: parent.width
    }
    Column {
        id: words
        anchors.verticalCenter: parent.verticalCenter
        width: (parent.width - Theme.huge) / 2
        spacing: Theme.focusWidth

        Row {
            spacing: Theme.small

            Label {
                text: root.title
                font.weight: Font.Medium
            }
            Pill {
                visible: root.count > 1
                text: qsTr("%1 values").arg(root.count)
            }
        }
        Label {
            width: parent.width
            text: root.error !== "" ? root.error : root.typed || root.count > 0 ? root.hint : qsTr("%1 Now: %2.").arg(root.hint).arg(root.base)
            color: root.error === "" ? Theme.colors.textMuted : Theme.colors.danger
            font.pixelSize: Theme.smallSize
            wrapMode: Text.Wrap
        }
    }
    Item {
        id: values
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        width: (parent.width - Theme.huge) / 2
        height: root.typed ? field.height : flow.height

        TextField {
            id: field
            objectName: "field_" + root.key
            anchors.right: parent.right
            width: Theme.field
            visible: root.typed
            placeholderText: root.now
            activeFocusOnTab: true
            Accessible.name: root.title
            Accessible.description: root.error === "" ? qsTr("Numbers with commas between, one for each value that is compared") : root.error
            onTextEdited: root.axes.setText(root.index, text)

            Binding on text {
                value: root.text
                when: !field.activeFocus
                restoreMode: Binding.RestoreNone
            }
        }
        Flow {
            id: flow
            width: parent.width
            visible: !root.typed
            spacing: Theme.tiny
            layoutDirection: Qt.RightToLeft

            Repeater {
                model: root.typed ? 0 : root.choices.length

                Chip {
                    required property int index
                    readonly property int place: root.choices.length - 1 - index // since the flow goes from the right
                    readonly property var choice: root.choices[place]

                    objectName: "choice_" + root.key + "_" + place
                    text: choice ? choice.text : ""
                    chosen: choice ? choice.chosen : false
                    Accessible.name: qsTr("%1: %2").arg(root.title).arg(text)
                    onClicked: root.axes.toggle(root.index, place)
                }
            }
        }
    }
}
