// SPDX-License-Identifier: GPL-3.0-or-later
// What happens before the first word of an answer: the model loads, or reads the prompt.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Item {
    id: root

    required property ChatSession chat
    readonly property bool loading: chat.phase === ChatSession.Loading
    readonly property bool reading: chat.phase === ChatSession.Reading
    readonly property string sentence: loading ? qsTr("The model is loading; your message is next.") : chat.readShare > 0 ? qsTr("Reading the conversation, %1").arg(Figures.percent(chat.readShare)) : qsTr("Reading the conversation")

    visible: loading || reading
    height: visible ? Theme.control : 0
    Accessible.role: Accessible.StaticText
    Accessible.name: sentence

    Row {
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.medium

        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.dot
            height: Theme.dot
            radius: width / 2
            color: Theme.colors.accent

            SequentialAnimation on opacity {
                running: root.visible && Theme.motion > 0
                loops: Animation.Infinite
                NumberAnimation {
                    to: 0.25
                    duration: Theme.pulse / 2
                }
                NumberAnimation {
                    to: 1
                    duration: Theme.pulse / 2
                }
            }
        }
        Label {
            text: root.sentence
            color: Theme.colors.textMuted
        }
        ProgressBar {
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.field / 2
            visible: root.reading && root.chat.readShare > 0
            value: root.chat.readShare
        }
    }
}
