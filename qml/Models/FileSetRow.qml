// SPDX-License-Identifier: GPL-3.0-or-later
// One quantization in a repository: its size, whether it fits, a button to fetch it.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

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
            FitPill {
                fit: root.fit
                planned: root.planned
                neededBytes: root.neededBytes
                cacheBytes: root.cacheBytes
                context: root.context
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
