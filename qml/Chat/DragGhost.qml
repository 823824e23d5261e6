// SPDX-License-Identifier: GPL-3.0-or-later
// What is dragged instead of a conversation's row, so that the row stays in its place.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Rectangle {
    id: root

    required property var conversation
    required property string label
    required property DragHandler hand
    readonly property bool held: hand.active

    onHeldChanged: held ? Drag.start() : Drag.drop()
    parent: Overlay.overlay
    visible: held
    x: hand.centroid.scenePosition.x - Drag.hotSpot.x
    y: hand.centroid.scenePosition.y - Drag.hotSpot.y
    width: Math.min(words.implicitWidth + 2 * Theme.medium, Theme.sidebar)
    height: Theme.row
    radius: Theme.radiusSmall
    color: Theme.colors.raised
    border.width: Theme.hairline
    border.color: Theme.colors.accent
    Drag.keys: ["fettle/conversation"]
    Drag.source: root
    Drag.hotSpot.x: Theme.medium
    Drag.hotSpot.y: Theme.medium

    Label {
        id: words
        x: Theme.medium
        width: parent.width - 2 * Theme.medium
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        text: root.label
        elide: Text.ElideRight
    }
}
