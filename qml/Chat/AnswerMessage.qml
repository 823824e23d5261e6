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
    property Item view: null
    property bool latest: false
    property bool awake: false // under the pointer or in focus
    readonly property bool streaming: status === MessageList.Streaming

    signal linkActivated(link: string)
    signal copyRequested
    signal regenerateRequested
    signal detailsRequested(anchor: Item, stay: bool)
    signal detailsLeft

    spacing: Theme.small

    Label {
        width: parent.width
        text: root.metrics.model !== "" ? root.metrics.model : root.modelName
        visible: text !== ""
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        font.weight: Font.Medium
        elide: Text.ElideRight
    }
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
        onCopyRequested: root.copyRequested()
        onRegenerateRequested: root.regenerateRequested()
        onDetailsRequested: (anchor, stay) => root.detailsRequested(anchor, stay)
        onDetailsLeft: root.detailsLeft()
    }
}
