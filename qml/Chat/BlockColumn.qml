// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of one message below each other.
import QtQuick
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property BlockList blocks

    signal linkActivated(link: string)

    Repeater {
        model: root.blocks

        Loader {
            id: slot
            required property int index
            required property int kind
            required property string text
            required property spanList spans
            required property string marker
            required property int level
            required property int quoteDepth
            required property string language
            required property var cells
            required property var alignments
            required property bool continued
            readonly property bool listed: kind === BlockList.Item || (kind === BlockList.Paragraph && level > 0)
            readonly property int gap: index === 0 || continued ? 0 : kind === BlockList.Item ? Theme.tiny : kind === BlockList.Heading ? Theme.large : Theme.medium

            width: parent ? (parent as Item).width : 0
            height: item ? (item as Item).implicitHeight + gap : 0
            sourceComponent: kind === BlockList.Code ? code : kind === BlockList.Table ? table : kind === BlockList.Rule ? rule : words
            onLoaded: (item as Item).y = Qt.binding(() => slot.gap)

            // Qt 6.4 cannot load a bound component in a Loader, so these are not bound, and qmllint cannot follow them.
            // qmllint disable unqualified
            Component {
                id: words
                TextBlock {
                    text: slot.text
                    spans: slot.spans
                    marker: slot.marker
                    level: slot.kind === BlockList.Heading ? slot.level : 0
                    depth: slot.kind === BlockList.Item ? slot.level : slot.listed ? slot.level - 1 : 0
                    listed: slot.listed
                    quoteDepth: slot.quoteDepth
                    onLinkActivated: link => root.linkActivated(link)
                }
            }
            Component {
                id: code
                CodeBlock {
                    text: slot.text
                    language: slot.language
                    continued: slot.continued
                    onCopied: root.blocks.copyCode(slot.index)
                }
            }
            Component {
                id: table
                TableBlock {
                    cells: slot.cells
                    alignments: slot.alignments
                }
            }
            Component {
                id: rule
                Item {
                    implicitHeight: Theme.large
                    Rectangle {
                        anchors.verticalCenter: parent.verticalCenter
                        width: parent.width
                        height: Theme.hairline
                        color: Theme.colors.line
                    }
                }
            }
        }
    }
}
