// SPDX-License-Identifier: GPL-3.0-or-later
// A page of its own: title, one sentence, then a scrolled column of the usual measure.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Flickable {
    id: root

    required property string title
    required property string intro
    default property alias content: body.data
    property real widest: Theme.column
    readonly property real measure: Math.min(widest, width - 2 * Theme.huge)

    contentHeight: column.height
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    Accessible.role: Accessible.Pane
    Accessible.name: title
    ScrollBar.vertical: ScrollBar {}

    Column {
        id: column
        x: (root.width - width) / 2
        width: root.measure
        topPadding: Theme.page
        bottomPadding: Theme.page
        spacing: Theme.small

        Label {
            text: root.title
            font.family: Theme.display
            font.pixelSize: Theme.displaySize
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
        }
        Label {
            width: parent.width
            text: root.intro
            color: Theme.colors.textMuted
            font.pixelSize: Theme.readingSize
            wrapMode: Text.Wrap
        }
        Column {
            id: body
            width: parent.width
            topPadding: Theme.large
            spacing: Theme.huge
        }
    }
}
