// SPDX-License-Identifier: GPL-3.0-or-later
// A table or a piece of a long one; columns share the width, a wide one scrolls sideways.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Flickable {
    id: root

    required property list<var> cells // rows of tableCell; the first is the head, where it is not continued
    required property list<var> alignments
    property bool continued: false
    property int row: 0 // among the blocks of its message

    signal linkActivated(link: string)
    signal scrolled(x: real)

    onContentXChanged: scrolled(contentX)

    implicitHeight: grid.height
    contentWidth: grid.width
    flickableDirection: Flickable.HorizontalFlick
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    ScrollBar.horizontal: ScrollBar {}

    Column {
        id: grid
        readonly property int columns: root.cells.length > 0 ? root.cells[0].length : 0
        readonly property real share: columns > 0 ? Math.max(Theme.field / 2, root.width / columns) : 0

        // By number, not by value: what is there stays while a table grows, and only texts that change are set.
        Repeater {
            model: root.cells.length

            Item {
                id: line
                required property int index
                readonly property bool head: index === 0 && !root.continued
                readonly property var row: root.cells[index]

                width: texts.width
                height: texts.height

                Row {
                    id: texts
                    topPadding: Theme.small
                    bottomPadding: Theme.small

                    Repeater {
                        model: grid.columns

                        Item {
                            id: cell
                            required property int index
                            readonly property var content: line.row?.[index] ?? root.cells[0][0] // absent for a moment as a table gains a column
                            readonly property int before: index === 0 ? 0 : Theme.small

                            width: grid.share
                            height: words.implicitHeight

                            TextBlock {
                                id: words
                                x: cell.before
                                width: parent.width - cell.before - Theme.small
                                text: cell.content.text
                                spans: cell.content.spans
                                pixelSize: Theme.bodySize
                                strong: line.head
                                alignment: root.alignments[cell.index] > 0 ? root.alignments[cell.index] : Text.AlignLeft
                                onLinkActivated: link => root.linkActivated(link)
                            }
                        }
                    }
                }
                Rectangle {
                    y: parent.height - height
                    width: parent.width
                    height: Theme.hairline
                    color: line.head ? Theme.colors.outline : Theme.colors.line
                }
            }
        }
    }
}
