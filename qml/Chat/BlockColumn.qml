// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of one message below each other; below them, what of a very long one is not shown yet.
pragma ComponentBehavior: Bound
import QtQuick
import Fettle.Chat
import Fettle.Theme
import Fettle.Ui

Item {
    id: root

    property alias blocks: stack.blocks
    property alias view: stack.view

    signal linkActivated(link: string)

    implicitHeight: stack.implicitHeight + (rest.visible ? rest.height : 0)

    BlockStack {
        id: stack
        width: parent.width
        itemGap: Theme.tiny
        blockGap: Theme.medium
        headingGap: Theme.large
        lineHeight: Math.round(Theme.readingSize * Theme.leading)

        words: Component {
            TextBlock {
                onLinkActivated: link => root.linkActivated(link)
            }
        }
        marked: Component {
            MarkedBlock {
                onLinkActivated: link => root.linkActivated(link)
            }
        }
        code: Component {
            CodeBlock {
                onCopied: root.blocks.copyCode(row)
            }
        }
        table: Component {
            TableBlock {
                onLinkActivated: link => root.linkActivated(link)
                onScrolled: x => stack.scrollTable(row, x)
            }
        }
        rule: Component {
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
    RestRow {
        id: rest
        anchors.top: stack.bottom
        width: parent.width
        characters: root.blocks?.hidden ?? 0
        onMoreAsked: root.blocks.showMore()
    }
}
