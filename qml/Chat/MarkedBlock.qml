// SPDX-License-Identifier: GPL-3.0-or-later
// A text with what stands before it: a list item's marker, a quote's bar.
import QtQuick
import Fettle.Theme

TextBlock {
    id: root

    property string marker: ""

    Rectangle {
        visible: root.quoteDepth > 0
        x: (root.quoteDepth - 1) * Theme.large
        width: Theme.focusWidth
        height: parent.height
        color: Theme.colors.outline
    }
    Text {
        x: root.indent - Theme.tiny - width
        y: root.lineHeight - root.rise - height
        visible: root.marker !== ""
        text: root.marker
        textFormat: Text.PlainText
        color: Theme.colors.accent
        font.pixelSize: root.pixelSize
    }
}
