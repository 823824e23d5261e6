// SPDX-License-Identifier: GPL-3.0-or-later
// A paragraph, a heading or a table's cell: selectable plain text whose formats are laid on by InlineFormatter.
import QtQuick
import Fettle.Theme
import Fettle.Chat
import Fettle.Ui

Item {
    id: root

    required property string text
    property spanList spans
    property int level: 0 // of a heading: 1..6, else 0
    property int depth: 0 // of a list item
    property int quoteDepth: 0
    readonly property int indent: quoteDepth * Theme.large + depth * Theme.huge + (listed ? Theme.huge : 0)
    property bool listed: false // a list item, or goes on under one
    readonly property real lineHeight: spacing.height
    readonly property real rise: spacing.rise
    property int alignment: Text.AlignLeft
    property bool strong: level > 0
    property int pixelSize: level === 1 ? Theme.headingSize : level === 2 ? Theme.titleSize : Theme.readingSize

    signal linkActivated(link: string)

    implicitHeight: edit.lineCount * spacing.height

    TextEdit {
        id: edit
        x: root.indent
        y: -spacing.rise
        width: root.width - x
        text: root.text
        textFormat: TextEdit.PlainText
        wrapMode: TextEdit.Wrap
        readOnly: true
        selectByMouse: true
        color: root.quoteDepth > 0 ? Theme.colors.textMuted : Theme.colors.text
        selectionColor: Theme.colors.accent
        selectedTextColor: Theme.colors.accentText
        horizontalAlignment: root.alignment
        font.pixelSize: root.pixelSize
        font.weight: root.strong ? Font.DemiBold : Font.Normal

        HoverHandler {
            id: pointer
            cursorShape: formatter.linkAt(edit.positionAt(point.position.x, point.position.y)) === "" ? Qt.IBeamCursor : Qt.PointingHandCursor
        }
        TapHandler {
            onTapped: eventPoint => root.linkActivated(formatter.linkAt(edit.positionAt(eventPoint.position.x, eventPoint.position.y)))
        }
    }
    LineSpacing {
        id: spacing
        document: edit.textDocument
        pixelSize: root.pixelSize
        height: Math.round(root.pixelSize * (root.level === 0 ? Theme.leading : Theme.leadingTight))
    }
    InlineFormatter {
        id: formatter
        document: edit.textDocument
        spans: root.spans
        codeColor: Theme.colors.code
        codeBackground: Theme.colors.sunken
        linkColor: Theme.colors.link
        codeFamily: Theme.mono
    }
}
