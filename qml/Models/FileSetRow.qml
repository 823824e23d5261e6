// SPDX-License-Identifier: GPL-3.0-or-later
// One quantization in a repository: its size, whether it fits, a button to fetch it.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Item {
    id: root

    required property string name
    required property string quantization
    required property real bytes
    required property int files
    required property int fit
    required property real neededBytes
    required property bool recommended
    required property bool planned
    required property real cacheBytes
    required property real context
    required property string missing
    readonly property bool good: fit === RepositoryFiles.Good
    readonly property bool large: fit === RepositoryFiles.TooBig

    signal downloadRequested

    implicitHeight: Math.max(words.height, get.height) + 2 * Theme.small

    Hairline {
        width: parent.width
    }
    Column {
        id: words
        anchors.verticalCenter: parent.verticalCenter
        width: get.x - Theme.small
        spacing: Theme.focusWidth

        Row {
            spacing: Theme.small

            Label {
                text: root.quantization === "" ? root.name : root.quantization
                font.weight: Font.Medium
            }
            Pill {
                visible: root.recommended
                text: qsTr("Recommended")
            }
            Pill {
                text: root.good ? qsTr("Fits") : root.large ? qsTr("Too big") : qsTr("Tight")
                tone: root.good ? Theme.colors.accent : root.large ? Theme.colors.danger : Theme.colors.warning
                ground: root.good ? Theme.colors.accentSoft : root.large ? Theme.colors.dangerSoft : Theme.colors.warningSoft
                Accessible.name: reason.text

                HoverHandler {
                    id: pointer
                }
                ToolTip {
                    id: reason
                    visible: pointer.hovered
                    text: root.planned ? qsTr("Needs about %1 of memory: the weights by the size of the file, %2 for the cache of %3 tokens and scratch by the model's own numbers.").arg(Figures.bytes(root.neededBytes)).arg(Figures.bytes(root.cacheBytes)).arg(Figures.integer(root.context)) : qsTr("Needs about %1 of memory, estimated from the size of its file alone.").arg(Figures.bytes(root.neededBytes))
                }
            }
        }
        Label {
            width: parent.width
            text: root.missing !== "" ? root.missing : root.files > 1 ? qsTr("%1 in %2 files").arg(Figures.bytes(root.bytes)).arg(root.files) : Figures.bytes(root.bytes)
            color: root.missing !== "" ? Theme.colors.danger : Theme.colors.textMuted
            font.pixelSize: Theme.captionSize
            wrapMode: Text.Wrap
        }
    }
    Button {
        id: get
        objectName: "downloadButton"
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        implicitHeight: Theme.controlSmall + Theme.tiny
        enabled: root.missing === ""
        highlighted: root.recommended
        text: qsTr("Download")
        Accessible.name: qsTr("Download %1").arg(root.quantization === "" ? root.name : root.quantization)
        onClicked: root.downloadRequested()
    }
}
