// SPDX-License-Identifier: GPL-3.0-or-later
// Shown while a file is dragged over the window; a dropped model file is loaded, files of
// conversations are imported.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

DropArea {
    id: root

    signal filesDropped(files: var)

    keys: ["text/uri-list"]
    onDropped: drop => {
        if (drop.hasUrls)
            root.filesDropped(drop.urls);
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
                text: qsTr("Drop a GGUF file to load it, or conversations to import them")
                font.pixelSize: Theme.titleSize
            }
        }
    }
}
