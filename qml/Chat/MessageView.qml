// SPDX-License-Identifier: GPL-3.0-or-later
// The messages. The view follows the end only while the reader is there.
import QtQuick
import QtQuick.Controls
import Fettle.Chat
import Fettle.Theme
import Fettle.Ui

ListView {
    id: root

    required property ChatSession chat
    required property ModelLibrary library
    property bool following: true
    readonly property real below: originY + contentHeight - contentY - height
    readonly property bool nearEnd: below < Theme.page

    signal linkActivated(link: string)
    signal comparisonRequested(metrics: messageMetrics)

    function jumpToEnd(): void {
        cancelFlick();
        following = true;
        positionViewAtEnd();
    }
    function scrollBy(share: real): void {
        cancelFlick();
        contentY = Math.max(originY, Math.min(contentY + share * height, originY + contentHeight - height));
        following = nearEnd;
    }
    function jumpToBeginning(): void { // where it lies is a guess until the first messages are made
        cancelFlick();
        following = false;
        positionViewAtBeginning();
    }

    objectName: "messageView"
    model: chat.messages
    clip: true
    topMargin: Theme.huge
    spacing: Theme.small
    cacheBuffer: Math.max(0, height)
    boundsBehavior: Flickable.StopAtBounds
    highlightFollowsCurrentItem: false
    activeFocusOnTab: count > 0
    currentIndex: -1
    keyNavigationEnabled: false
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Messages")
    Keys.onUpPressed: walk(-1)
    Keys.onDownPressed: walk(1)
    Keys.onPressed: event => event.accepted = keys.handled(event.key)
    onMovementStarted: following = false
    onMovementEnded: following = nearEnd
    onActiveFocusChanged: if (Window.activeFocusItem === root && currentIndex < 0)
        currentIndex = count - 1

    function walk(step: int): void {
        currentIndex = Math.max(0, Math.min(count - 1, currentIndex + step));
        positionViewAtIndex(currentIndex, ListView.Contain);
        following = nearEnd;
    }

    function mark(index: int): void { // the list would show the beginning of a message in which a button is clicked
        const here = contentY;
        currentIndex = index;
        contentY = here;
    }

    QtObject {
        id: keys
        readonly property var moves: ({
                [Qt.Key_PageUp]: () => root.scrollBy(-0.9),
                [Qt.Key_PageDown]: () => root.scrollBy(0.9),
                [Qt.Key_Home]: root.jumpToBeginning,
                [Qt.Key_End]: root.jumpToEnd
            })
        function handled(key: int): bool {
            moves[key]?.();
            return moves[key] !== undefined;
        }
    }

    EndKeeper {
        view: root
        active: root.following
    }
    Connections {
        target: root.chat.messages
        function onModelReset(): void {
            root.jumpToEnd();
        }
        function onMoreAsked(): void {
            root.following = false;
        }
    }

    ScrollBar.vertical: ScrollBar {
        onPressedChanged: root.following = !pressed && root.nearEnd
    }
    // Qt 6.4 cannot make a bound footer, so this file is not bound.
    // qmllint disable unqualified
    footer: WaitLine {
        x: Math.max(Theme.huge, (root.width - Theme.column) / 2)
        width: Math.min(Theme.column, root.width - 2 * Theme.huge)
        chat: root.chat
    }
    delegate: MessageDelegate {
        width: root.width
        chat: root.chat
        latest: index === root.count - 1 && !root.chat.busy
        current: root.activeFocus && root.currentIndex === index
        onActiveFocusChanged: if (activeFocus)
            root.mark(index)
        onLinkActivated: link => root.linkActivated(link)
        onDetailsRequested: (anchor, metrics, stay) => details.openAt(anchor, metrics, stay)
        onDetailsLeft: details.leave()
        onOtherModelRequested: anchor => models.openAt(anchor, index)
    }

    RetryMenu {
        id: models
        library: root.library
        onChosen: (row, path) => root.chat.answerAgainWith(row, path)
    }
    DetailsCard {
        id: details
        onComparisonRequested: metrics => root.comparisonRequested(metrics)
    }
}
