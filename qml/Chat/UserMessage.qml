// SPDX-License-Identifier: GPL-3.0-or-later
// What the person said: a soft bubble on the right, as wide as its text.
import QtQuick
import Fettle.Theme
import Fettle.Ui

Item {
    id: root

    required property BlockList blocks
    required property string plainText
    property Item view: null
    readonly property real most: width - 2 * Theme.page

    signal linkActivated(link: string)

    implicitHeight: bubble.height

    Rectangle {
        id: bubble
        anchors.right: parent.right
        width: Math.min(root.most, ruler.implicitWidth + 2 * Theme.large + Theme.tiny)
        height: column.implicitHeight + 2 * Theme.medium
        radius: Theme.radiusLarge
        color: Theme.colors.bubble

        BlockColumn {
            id: column
            x: Theme.large
            y: Theme.medium
            width: parent.width - 2 * Theme.large
            view: root.view
            blocks: root.blocks
            onLinkActivated: link => root.linkActivated(link)
        }
    }
    Text {
        id: ruler
        visible: false
        text: root.plainText.length > Theme.column ? "" : root.plainText
        textFormat: Text.PlainText
        font.pixelSize: Theme.readingSize
        Component.onCompleted: bubble.width = Qt.binding(() => root.plainText.length > Theme.column ? root.most : Math.min(root.most, implicitWidth + 2 * Theme.large + Theme.tiny))
    }
}
