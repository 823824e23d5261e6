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
    required property bool openEnded
    required property int version // from 1
    required property int versions
    readonly property bool shown: awake || latest || copy.activeFocus || again.activeFocus || other.activeFocus || branch.activeFocus

    signal copyRequested
    signal regenerateRequested
    signal continueRequested
    signal branchRequested
    signal versionStepped(step: int)
    signal detailsRequested(anchor: Item, stay: bool)
    signal detailsLeft
    signal otherModelRequested(anchor: Item)

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
    VersionSwitch {
        version: root.version
        versions: root.versions
        onStepped: step => root.versionStepped(step)
    }
    CopyButton {
        id: copy
        opacity: root.shown ? 1 : 0
        label: qsTr("Copy the answer")
        onCopied: root.copyRequested()
    }
    IconButton {
        id: again
        objectName: "answerAgain"
        implicitHeight: Theme.controlSmall
        opacity: root.shown ? 1 : 0
        glyph: "refresh"
        text: qsTr("Answer again")
        shortcut: root.latest ? qsTr("Ctrl+R") : ""
        onClicked: root.regenerateRequested()
    }
    IconButton {
        id: other
        objectName: "otherModel"
        implicitHeight: Theme.controlSmall
        opacity: root.shown ? 1 : 0
        glyph: "cube"
        text: qsTr("Answer again with another model")
        Accessible.role: Accessible.ButtonMenu
        onClicked: root.otherModelRequested(other)
    }
    IconButton {
        id: more
        objectName: "continueAnswer"
        implicitHeight: Theme.controlSmall
        visible: root.latest && root.openEnded
        glyph: "play"
        text: qsTr("Go on where it was cut off")
        shortcut: qsTr("Alt+Enter")
        onClicked: root.continueRequested()
    }
    IconButton {
        id: branch
        objectName: "branchOff"
        implicitHeight: Theme.controlSmall
        opacity: root.shown ? 1 : 0
        glyph: "branch"
        text: qsTr("Branch off: a new conversation from here")
        onClicked: root.branchRequested()
    }
}
