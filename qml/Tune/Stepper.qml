// SPDX-License-Identifier: GPL-3.0-or-later
// The four steps: which one is on, which are done, and the way back to them.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Row {
    id: root

    required property TuneRoom room
    readonly property var words: [qsTr("Model"), qsTr("Aim"), qsTr("Preview"), qsTr("Run and result")]

    objectName: "stepper"
    spacing: Theme.small
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Step %1 of %2: %3").arg(room.step + 1).arg(words.length).arg(words[room.step])

    Repeater {
        model: root.words

        ToolButton {
            id: step
            required property int index
            required property string modelData
            readonly property bool current: root.room.step === index
            readonly property bool passed: root.room.step > index

            width: (root.width - root.spacing * (root.words.length - 1)) / root.words.length
            implicitHeight: Theme.control + Theme.small
            activeFocusOnTab: true
            text: modelData
            Accessible.role: Accessible.PageTab
            Accessible.name: qsTr("Step %1: %2").arg(index + 1).arg(modelData)
            Accessible.selected: current
            onClicked: root.room.step = index

            contentItem: Row {
                spacing: Theme.small

                Rectangle {
                    anchors.verticalCenter: parent.verticalCenter
                    width: Theme.icon + Theme.tiny
                    height: width
                    radius: width / 2
                    color: step.current ? Theme.colors.accent : step.passed ? Theme.colors.accentSoft : "transparent"
                    border.width: step.current || step.passed ? 0 : Theme.hairline
                    border.color: Theme.colors.outline

                    Label {
                        anchors.centerIn: parent
                        visible: !step.passed
                        text: step.index + 1
                        color: step.current ? Theme.colors.accentText : Theme.colors.textMuted
                        font.pixelSize: Theme.captionSize
                        font.weight: Font.DemiBold
                    }
                    Icon {
                        anchors.centerIn: parent
                        visible: step.passed
                        width: Theme.iconSmall
                        height: Theme.iconSmall
                        name: "check"
                        color: Theme.colors.accent
                    }
                }
                Label {
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.min(implicitWidth, step.availableWidth - Theme.icon - Theme.tiny - parent.spacing)
                    text: step.modelData
                    color: step.current ? Theme.colors.text : Theme.colors.textMuted
                    font.weight: step.current ? Font.DemiBold : Font.Normal
                    elide: Text.ElideRight
                }
            }

            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: Theme.focusWidth
                radius: height / 2
                color: step.current || step.passed ? Theme.colors.accent : Theme.colors.line
            }
        }
    }
}
