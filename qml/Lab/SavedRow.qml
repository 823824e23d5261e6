// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison that is kept.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

ItemDelegate {
    id: root

    required property int index
    required property string name
    required property string time
    required property string machine
    required property int candidates
    required property int runs
    readonly property var parts: [time, qsTr("%1 candidates, %2 runs").arg(candidates).arg(runs), machine]
    readonly property string facts: parts.filter(part => part !== "").join(" · ")

    signal openRequested
    signal renameRequested
    signal removeRequested

    objectName: "savedLab"
    implicitHeight: words.height + 2 * Theme.small
    activeFocusOnTab: true
    Accessible.name: name
    Accessible.description: facts
    onClicked: openRequested()

    contentItem: Item {
        Column {
            id: words
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - tools.width - Theme.medium
            spacing: Theme.hairline

            Label {
                width: parent.width
                text: root.name
                font.weight: Font.Medium
                elide: Text.ElideRight
            }
            Label {
                width: parent.width
                text: root.facts
                color: Theme.colors.textMuted
                font.pixelSize: Theme.smallSize
                elide: Text.ElideRight
            }
        }
        Row {
            id: tools
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter

            IconButton {
                implicitHeight: Theme.controlSmall
                glyph: "pencil"
                text: qsTr("Rename %1").arg(root.name)
                onClicked: root.renameRequested()
            }
            IconButton {
                objectName: "removeSavedLab"
                implicitHeight: Theme.controlSmall
                glyph: "trash"
                text: qsTr("Delete %1").arg(root.name)
                onClicked: root.removeRequested()
            }
        }
    }
}
