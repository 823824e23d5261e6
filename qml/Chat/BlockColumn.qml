// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of one message below each other.
pragma ComponentBehavior: Bound
import QtQuick
import Fettle.Chat
import Fettle.Theme

BlockStack {
    id: root

    signal linkActivated(link: string)

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
