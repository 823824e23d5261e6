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
            required property var model
            readonly property int kind: model.kind
            readonly property bool follows: model.continued === true
            readonly property int gap: index === 0 || follows ? 0 : kind === BlockList.Item ? Theme.tiny : kind === BlockList.Heading ? Theme.large : Theme.medium

            width: parent ? (parent as Item).width : 0
            height: item ? (item as Item).implicitHeight + gap : 0
            sourceComponent: kind === BlockList.Code ? code : kind === BlockList.Table ? table : kind === BlockList.Rule ? rule : words
            onLoaded: (item as Item).y = Qt.binding(() => slot.gap)

            // Qt 6.4 cannot load a bound component in a Loader, so these are not bound, and qmllint cannot follow them.
            // qmllint disable unqualified
            Component {
                id: words
                TextBlock {
                    text: slot.model.text
                    spans: slot.model.spans
                    marker: slot.model.marker
                    level: slot.kind === BlockList.Heading ? slot.model.level : 0
                    depth: slot.kind === BlockList.Item ? slot.model.level : Math.max(0, slot.model.level - 1)
                    listed: slot.kind === BlockList.Item || (slot.kind === BlockList.Paragraph && slot.model.level > 0)
                    quoteDepth: slot.model.quoteDepth
                    onLinkActivated: link => root.linkActivated(link)
                }
            }
            Component {
                id: code
                CodeBlock {
                    text: slot.model.text
                    language: slot.model.language
                    continued: slot.follows
                    onCopied: root.blocks.copyCode(slot.index)
                }
            }
            Component {
                id: table
                TableBlock {
                    cells: slot.model.cells
                    alignments: slot.model.alignments
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
