// SPDX-License-Identifier: GPL-3.0-or-later
// Shown while files are dragged over the window: over the composer they are attached to the message, elsewhere a model
// is loaded, conversations are imported.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

DropArea {
    id: root

    property Item attachZone: null
    property bool attaching: false

    signal filesDropped(files: var)
    signal filesAttached(files: var)

    function isOverZone(x: real, y: real): bool {
        return attachZone !== null && attachZone.contains(mapToItem(attachZone, x, y));
    }
    function take(files: var): void {
        attaching ? filesAttached(files) : filesDropped(files);
    }

    keys: ["text/uri-list"]
    onEntered: drag => attaching = isOverZone(drag.x, drag.y)
    onPositionChanged: drag => attaching = isOverZone(drag.x, drag.y)
    onDropped: drop => {
        attaching = isOverZone(drop.x, drop.y);
        if (drop.hasUrls)
            root.take(drop.urls);
    }

    Rectangle {
        anchors.fill: parent
        visible: root.containsDrag
        color: Theme.colors.scrim

        Rectangle {
            anchors.centerIn: parent
            width: words.width + 2 * Theme.page
            height: words.height + 2 * Theme.page
            radius: Theme.radiusLarge
            color: Theme.colors.raised
            border.width: Theme.focusWidth
            border.color: Theme.colors.accent

            Label {
                id: words
                anchors.centerIn: parent
                text: root.attaching ? qsTr("Drop text files to attach them to the message") : qsTr("Drop a GGUF file to load it, or conversations to import them")
                font.pixelSize: Theme.titleSize
            }
        }
    }
}
