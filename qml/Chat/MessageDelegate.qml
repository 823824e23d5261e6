// SPDX-License-Identifier: GPL-3.0-or-later
// One message of the list, in the middle of the page.
import QtQuick
import Fettle.Theme
import Fettle.Ui

FocusScope {
    id: root

    required property int index
    required property int author
    required property BlockList blocks
    required property string plainText
    required property real badge
    required property messageMetrics metrics
    required property string error
    required property var model // for its state, whose name Item has taken
    required property int version
    required property int versions
    required property bool openEnded
    required property BlockList thoughts
    required property bool thinking
    required property real thoughtSeconds
    required property var attachments
    required property string answeredBy
    required property string modelBefore
    required property ChatSession chat
    property bool latest: false
    property bool current: false // the keyboard is here
    readonly property bool ours: author === MessageList.User
    readonly property Item body: slot.item as Item
    readonly property bool editing: (slot.item as UserMessage)?.editing ?? false

    signal linkActivated(link: string)
    signal detailsRequested(anchor: Item, metrics: messageMetrics, stay: bool)
    signal detailsLeft
    signal otherModelRequested(anchor: Item)

    implicitHeight: (body ? body.implicitHeight : 0) + (ours ? Theme.tiny : Theme.medium)
    Accessible.role: Accessible.ListItem
    Accessible.name: ours ? qsTr("You said") : qsTr("The model said")
    Accessible.description: plainText

    HoverHandler {
        id: pointer
    }
    Rectangle {
        anchors.fill: slot
        anchors.margins: -Theme.small
        visible: root.current && !root.editing
        radius: Theme.radius
        color: "transparent"
        border.width: Theme.focusWidth
        border.color: Theme.colors.focus
    }
    Loader {
        id: slot
        x: (root.width - width) / 2
        width: Math.min(Theme.column, root.width - 2 * Theme.huge)
        sourceComponent: root.ours ? question : answer
    }
    // Qt 6.4 cannot load a bound component in a Loader, so these are not bound, and qmllint cannot follow them.
    // qmllint disable unqualified
    Component {
        id: question
        UserMessage {
            blocks: root.blocks
            view: root.ListView.view
            plainText: root.plainText
            attachments: root.attachments
            messages: root.chat.messages
            row: root.index
            version: root.version
            versions: root.versions
            awake: pointer.hovered || root.current
            editable: !root.chat.busy
            onLinkActivated: link => root.linkActivated(link)
            onCopyRequested: root.chat.messages.copy(root.index)
            onEdited: text => root.chat.edit(root.index, text)
            onVersionStepped: step => root.chat.showVersion(root.index, step)
        }
    }
    Component {
        id: answer
        AnswerMessage {
            blocks: root.blocks
            view: root.ListView.view
            status: root.model.state ?? MessageList.Complete
            error: root.error
            badge: root.badge
            metrics: root.metrics
            modelName: root.answeredBy
            modelBefore: root.modelBefore
            latest: root.latest
            awake: pointer.hovered || root.current
            onLinkActivated: link => root.linkActivated(link)
            openEnded: root.openEnded
            thoughts: root.thoughts
            thinking: root.thinking
            thoughtSeconds: root.thoughtSeconds
            version: root.version
            versions: root.versions
            onCopyRequested: root.chat.messages.copy(root.index)
            onRegenerateRequested: root.chat.answerAgain(root.index)
            onOtherModelRequested: anchor => root.otherModelRequested(anchor)
            onContinueRequested: root.chat.continueAnswer()
            onBranchRequested: root.chat.branchOff(root.index)
            onVersionStepped: step => root.chat.showVersion(root.index, step)
            onDetailsRequested: (anchor, stay) => root.detailsRequested(anchor, metrics, stay)
            onDetailsLeft: root.detailsLeft()
        }
    }
}
