// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of one message below each other.
import QtQuick
import Fettle.Chat
import Fettle.Theme
import Fettle.Ui

BlockStack {
    id: root

    required property BlockList blocks

    signal linkActivated(link: string)

    // Qt 6.4 cannot load a bound component in a Loader, so these are not bound, and qmllint cannot follow them.
    // qmllint disable unqualified
    Repeater {
        id: repeater
        model: root.blocks

        Item {
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
            readonly property bool inList: kind === BlockList.Item && index > 0 && (repeater.itemAt(index - 1)?.listed ?? false)
            readonly property int gap: index === 0 || continued ? 0 : inList ? Theme.tiny : kind === BlockList.Heading ? Theme.large : Theme.medium

            width: parent ? (parent as Item).width : 0
            height: loader.height + gap

            Loader {
                id: loader
                y: slot.gap
                width: parent.width
                sourceComponent: slot.kind === BlockList.Code ? code : slot.kind === BlockList.Table ? table : slot.kind === BlockList.Rule ? rule : words
            }

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
                    onLinkActivated: link => root.linkActivated(link)
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
