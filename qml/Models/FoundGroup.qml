// SPDX-License-Identifier: GPL-3.0-or-later
// Models of other apps on this machine, used where they lie.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property FoundModels found
    required property FitPlanner fits

    signal loadRequested(path: string)
    signal detailsRequested(path: string)

    width: parent ? parent.width : 0
    spacing: Theme.small

    GroupTitle {
        text: qsTr("Found in other apps")
    }
    Label {
        width: parent.width
        text: root.found.count === 0 && !root.found.busy ? qsTr("Nothing was found in the folders of other apps. Add the folder that your models are in.") : qsTr("They stay where they are and are used in place.")
        color: Theme.colors.textMuted
        wrapMode: Text.Wrap
    }
    ScanFolders {
        width: parent.width
        found: root.found
    }
    Repeater {
        model: root.found

        Rectangle {
            id: card
            required property string name
            required property string source
            required property string quantization
            required property real bytes
            required property string path
            required property string missing
            required property bool cached

            width: root.width
            implicitHeight: words.height + 2 * Theme.medium
            radius: Theme.radius
            color: Theme.colors.raised
            border.width: Theme.hairline
            border.color: Theme.colors.line

            Column {
                id: words
                x: Theme.large
                y: Theme.medium
                width: actions.x - x - Theme.small
                spacing: Theme.focusWidth

                Row {
                    width: parent.width
                    spacing: Theme.small

                    Label {
                        width: Math.min(implicitWidth, parent.width - (fit.visible ? fit.width + Theme.small : 0))
                        text: card.name
                        font.weight: Font.Medium
                        elide: Text.ElideMiddle
                    }
                    LocalFitPill {
                        id: fit
                        fits: root.fits
                        path: card.path
                    }
                }
                Label {
                    width: parent.width
                    text: card.missing !== "" ? card.missing : card.quantization === "" ? qsTr("%1 · %2").arg(card.source).arg(Figures.bytes(card.bytes)) : qsTr("%1 · %2 · %3").arg(card.source).arg(card.quantization).arg(Figures.bytes(card.bytes))
                    color: card.missing !== "" ? Theme.colors.danger : Theme.colors.textMuted
                    font.pixelSize: Theme.captionSize
                    wrapMode: Text.Wrap
                }
            }
            Row {
                id: actions
                anchors.right: parent.right
                anchors.rightMargin: Theme.medium
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.tiny

                IconButton {
                    objectName: "aboutFound"
                    implicitHeight: Theme.controlSmall + Theme.tiny
                    visible: card.missing === ""
                    glyph: "info"
                    text: qsTr("About %1").arg(card.name)
                    onClicked: root.detailsRequested(card.path)
                }
                IconButton {
                    objectName: "removeCached"
                    implicitHeight: Theme.controlSmall + Theme.tiny
                    visible: card.cached
                    glyph: "trash"
                    text: qsTr("Remove %1 from the disk").arg(card.name)
                    onClicked: root.found.askRemoval(card.path, card.name)
                }
                Button {
                    implicitHeight: Theme.controlSmall + Theme.tiny
                    enabled: card.missing === ""
                    text: qsTr("Load")
                    Accessible.name: qsTr("Load %1").arg(card.name)
                    onClicked: root.loadRequested(card.path)
                }
            }
        }
    }
    RemovalDialog {
        found: root.found
    }
}
