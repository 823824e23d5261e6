// SPDX-License-Identifier: GPL-3.0-or-later
// A titled card of a page.
import QtQuick
import Fettle.Theme

Column {
    id: root

    required property string title
    default property alias content: body.data

    width: parent ? parent.width : 0
    spacing: Theme.small

    GroupTitle {
        text: root.title
    }
    Rectangle {
        width: parent.width
        height: body.height + 2 * Theme.large
        radius: Theme.radiusLarge
        color: Theme.colors.raised
        border.width: Theme.hairline
        border.color: Theme.colors.line

        Column {
            id: body
            x: Theme.large
            y: Theme.large
            width: parent.width - 2 * Theme.large
            spacing: Theme.small
        }
    }
}
