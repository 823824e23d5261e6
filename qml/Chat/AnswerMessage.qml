// SPDX-License-Identifier: GPL-3.0-or-later
// What the model said: plain on the page, with its name above and its measurements below.
import QtQuick
import QtQuick.Controls
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property BlockList blocks
    required property int status
    required property string error
    required property real badge
    required property messageMetrics metrics
    required property string modelName
    property string modelBefore: "" // of the answer before, where it was another
    required property bool openEnded
    required property BlockList thoughts // null where there are none
    required property bool thinking
    required property real thoughtSeconds
    required property int version
    required property int versions
    property Item view: null
    property bool latest: false
    property bool awake: false // under the pointer or in focus
    readonly property bool streaming: status === MessageList.Streaming

    signal linkActivated(link: string)
    signal copyRequested
    signal regenerateRequested
    signal continueRequested
    signal branchRequested
    signal versionStepped(step: int)
    signal detailsRequested(anchor: Item, stay: bool)
    signal detailsLeft
    signal otherModelRequested(anchor: Item)

    spacing: Theme.small

    ModelChange {
        width: parent.width
        visible: root.modelBefore !== ""
        before: root.modelBefore
        now: root.modelName
    }
    Label {
        objectName: "answeredBy"
        width: parent.width
        text: root.modelName
        visible: text !== ""
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        font.weight: Font.Medium
        elide: Text.ElideRight
    }
    // Qt 6.4 cannot load a bound component in a Loader, so this one is not bound, and qmllint cannot follow it.
    // qmllint disable unqualified
    Loader {
        width: parent.width
        visible: active
        active: root.thoughts !== null
        sourceComponent: ThoughtBlock {
            blocks: root.thoughts
            thinking: root.thinking
            seconds: root.thoughtSeconds
            view: root.view
            onLinkActivated: link => root.linkActivated(link)
        }
    }
    // qmllint enable unqualified
    BlockColumn {
        width: parent.width
        height: implicitHeight
        view: root.view
        blocks: root.blocks
        onLinkActivated: link => root.linkActivated(link)
    }
    StateLabel {
        width: parent.width
        status: root.status
        error: root.error
    }
    AnswerFooter {
        visible: !root.streaming
        badge: root.badge
        detailed: root.metrics.present
        latest: root.latest
        awake: root.awake
        openEnded: root.openEnded
        version: root.version
        versions: root.versions
        onCopyRequested: root.copyRequested()
        onRegenerateRequested: root.regenerateRequested()
        onOtherModelRequested: anchor => root.otherModelRequested(anchor)
        onContinueRequested: root.continueRequested()
        onBranchRequested: root.branchRequested()
        onVersionStepped: step => root.versionStepped(step)
        onDetailsRequested: (anchor, stay) => root.detailsRequested(anchor, stay)
        onDetailsLeft: root.detailsLeft()
    }
}
