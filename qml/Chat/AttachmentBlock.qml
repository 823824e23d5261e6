// SPDX-License-Identifier: GPL-3.0-or-later
// A file that went along with a message: its name and size on one line, which unfolds its content.
import QtQuick
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property string name
    required property real tokens
    property Item view: null
    property bool unfolded: false
    property BlockList blocks: null // asked for when it is unfolded

    signal blocksWanted

    spacing: Theme.tiny

    FoldHead {
        objectName: "attachmentHead"
        anchors.right: parent.right
        width: Math.min(implicitWidth, parent.width)
        unfolded: root.unfolded
        text: qsTr("%1 · %2 tokens").arg(root.name).arg(Figures.integer(root.tokens))
        onClicked: {
            root.blocksWanted();
            root.unfolded = !root.unfolded;
        }
    }
    // Qt 6.4 cannot load a bound component in a Loader, so this one is not bound, and qmllint cannot follow it.
    // qmllint disable unqualified
    Loader {
        objectName: "attachmentText"
        width: parent.width
        visible: active
        active: root.unfolded && root.blocks !== null
        sourceComponent: BlockColumn {
            view: root.view
            blocks: root.blocks
        }
    }
}
