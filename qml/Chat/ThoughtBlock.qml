// SPDX-License-Identifier: GPL-3.0-or-later
// What the model thought before its answer: one line that unfolds.
import QtQuick
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property BlockList blocks
    required property bool thinking
    required property real seconds
    property Item view: null
    property bool unfolded: false

    signal linkActivated(link: string)

    spacing: Theme.small

    FoldHead {
        objectName: "thoughtHead"
        unfolded: root.unfolded
        text: root.thinking ? qsTr("Thinking…") : root.seconds > 0 ? qsTr("Thought for %1").arg(Figures.milliseconds(root.seconds * 1000)) : qsTr("Thoughts")
        onClicked: root.unfolded = !root.unfolded
    }
    // Qt 6.4 cannot load a bound component in a Loader, so this one is not bound, and qmllint cannot follow it.
    // qmllint disable unqualified
    Loader {
        width: parent.width
        visible: active
        active: root.unfolded
        sourceComponent: Item {
            implicitHeight: column.implicitHeight

            Rectangle {
                width: Theme.focusWidth
                height: parent.height
                color: Theme.colors.outline
            }
            BlockColumn {
                id: column
                x: Theme.large
                width: parent.width - x
                view: root.view
                blocks: root.blocks
                onLinkActivated: link => root.linkActivated(link)
            }
        }
    }
}
