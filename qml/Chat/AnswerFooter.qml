// SPDX-License-Identifier: GPL-3.0-or-later
// Under an answer: its speed, which opens the details, and what can be done with it.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Row {
    id: root

    required property real badge
    required property bool detailed
    required property bool latest
    required property bool awake
    readonly property bool shown: awake || latest || copy.activeFocus || again.activeFocus

    signal copyRequested
    signal regenerateRequested
    signal detailsRequested(anchor: Item, stay: bool)
    signal detailsLeft

    height: Theme.controlSmall
    spacing: Theme.tiny

    Button {
        id: speed
        objectName: "badge"
        leftPadding: 0
        rightPadding: Theme.small
        implicitHeight: Theme.controlSmall
        visible: root.detailed
        flat: true
        text: root.badge > 0 ? qsTr("%1 tok/s").arg(Figures.number(root.badge)) : qsTr("Details")
        font.pixelSize: Theme.captionSize
        font.weight: Font.Normal
        contentItem: Label {
            text: speed.text
            color: speed.hovered || speed.activeFocus ? Theme.colors.text : Theme.colors.textMuted
            font: speed.font
            verticalAlignment: Text.AlignVCenter
        }
        background: Item {
            Rectangle {
                anchors.fill: parent
                radius: Theme.radiusSmall
                visible: speed.visualFocus
                color: Theme.colors.hover
            }
        }
        Accessible.name: qsTr("Measurements of this answer: %1").arg(text)
        onClicked: root.detailsRequested(speed, true)
        onHoveredChanged: hovered ? root.detailsRequested(speed, false) : root.detailsLeft()
    }
    IconButton {
        id: copy
        implicitHeight: Theme.controlSmall
        opacity: root.shown ? 1 : 0
        glyph: done.running ? "check" : "copy"
        text: done.running ? qsTr("Copied") : qsTr("Copy the answer")
        onClicked: {
            root.copyRequested();
            done.restart();
        }

        Timer {
            id: done
            interval: 2 * Theme.pulse
        }
    }
    IconButton {
        id: again
        implicitHeight: Theme.controlSmall
        visible: root.latest
        glyph: "refresh"
        text: qsTr("Answer again")
        onClicked: root.regenerateRequested()
    }
}
