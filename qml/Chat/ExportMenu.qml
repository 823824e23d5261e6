// SPDX-License-Identifier: GPL-3.0-or-later
// The formats that a conversation can be written in.
import QtQuick
import QtQuick.Controls
import Fettle.Ui

Menu {
    id: root

    signal chosen(format: int)

    title: qsTr("Export")

    MenuItem {
        text: qsTr("Markdown, to read…")
        onTriggered: root.chosen(ConversationList.Markdown)
    }
    MenuItem {
        text: qsTr("JSON, all of it…")
        onTriggered: root.chosen(ConversationList.Fettle)
    }
    MenuItem {
        text: qsTr("OpenAI messages…")
        onTriggered: root.chosen(ConversationList.OpenAi)
    }
    MenuItem {
        text: qsTr("ShareGPT…")
        onTriggered: root.chosen(ConversationList.ShareGpt)
    }
}
