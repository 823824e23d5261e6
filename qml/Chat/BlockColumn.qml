// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of one message below each other; below them, what of a very long one is not shown yet.
pragma ComponentBehavior: Bound
import QtQuick
import Fettle.Chat
import Fettle.Theme

Item {
    id: root

    property alias blocks: stack.blocks
    property alias view: stack.view

    signal linkActivated(link: string)

    // Not whether the row is visible: it is not, while a list still makes its message, which then would grow at once.
    implicitHeight: stack.implicitHeight + (rest.hidden > 0 ? rest.height : 0)

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
        total: root.blocks?.total ?? 0
        hidden: root.blocks?.hidden ?? 0
        unfolding: root.blocks?.unfolding ?? false
        onMoreAsked: root.blocks.showMore()
        onAllAsked: root.blocks.showAll()
    }
}
