// SPDX-License-Identifier: GPL-3.0-or-later
// A model file: name, size, where it lies, what can be done with it.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

ItemDelegate {
    id: root

    required property string path
    required property string name
    required property real sizeBytes
    required property bool starter
    required property bool missing
    required property bool current
    property FitPlanner fits: null
    property bool loading: false
    property real loadShare: 0
    property bool detailed: false // with its folder, a button to load and one to forget
    readonly property string sizeText: missing ? qsTr("The file is gone") : Figures.bytes(sizeBytes)

    signal loadRequested
    signal ejectRequested
    signal forgetRequested
    signal detailsRequested

    implicitHeight: column.implicitHeight + 2 * (detailed ? Theme.medium : Theme.small)
    topPadding: 0
    bottomPadding: 0
    enabled: !missing || detailed
    highlighted: current && !detailed
    activeFocusOnTab: true
    Accessible.name: qsTr("%1, %2").arg(name).arg(sizeText)
    onClicked: if (!current && !missing)
        loadRequested()

    contentItem: Item {
        Column {
            id: column
            anchors.left: parent.left
            anchors.right: actions.left
            anchors.rightMargin: Theme.small
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.focusWidth

            Row {
                width: parent.width
                spacing: Theme.small

                Label {
                    width: Math.min(implicitWidth, parent.width - (pills.width > 0 ? pills.width + Theme.small : 0))
                    text: root.name
                    color: root.missing ? Theme.colors.textMuted : Theme.colors.text
                    font.weight: Font.Medium
                    elide: Text.ElideMiddle
                }
                Row {
                    id: pills
                    spacing: Theme.tiny

                    Pill {
                        visible: root.starter
                        text: qsTr("Starter")
                    }
                    LocalFitPill {
                        fits: root.fits
                        path: root.path
                    }
                    Pill {
                        visible: root.current && root.detailed
                        text: qsTr("Loaded")
                    }
                }
            }
            Label {
                width: parent.width
                text: root.sizeText
                color: root.missing ? Theme.colors.danger : Theme.colors.textMuted
                font.pixelSize: Theme.captionSize
            }
            Label {
                width: parent.width
                visible: root.detailed
                text: root.path
                color: Theme.colors.textFaint
                font.pixelSize: Theme.captionSize
                elide: Text.ElideMiddle
            }
            ProgressBar {
                width: parent.width
                visible: root.loading
                value: root.loadShare
                indeterminate: root.loadShare <= 0
                Accessible.name: qsTr("Loading %1").arg(root.name)
            }
        }
        Row {
            id: actions
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.tiny

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: root.current && !root.detailed && !root.loading
                name: "check"
                color: Theme.colors.accent
            }
            IconButton {
                visible: root.current && !root.detailed
                implicitHeight: Theme.controlSmall
                glyph: "eject"
                text: qsTr("Unload the model")
                onClicked: root.ejectRequested()
            }
            IconButton {
                objectName: "modelDetails"
                visible: !root.missing
                implicitHeight: root.detailed ? Theme.controlSmall + Theme.tiny : Theme.controlSmall
                glyph: "info"
                text: qsTr("About %1").arg(root.name)
                onClicked: root.detailsRequested()
            }
            Button {
                visible: root.detailed && !root.missing
                implicitHeight: Theme.controlSmall + Theme.tiny
                text: root.current ? qsTr("Unload") : qsTr("Load")
                Accessible.name: root.current ? qsTr("Unload %1").arg(root.name) : qsTr("Load %1").arg(root.name)
                onClicked: root.current ? root.ejectRequested() : root.loadRequested()
            }
            IconButton {
                visible: root.detailed && !root.starter
                implicitHeight: Theme.controlSmall + Theme.tiny
                glyph: "close"
                text: qsTr("Forget this file (it stays on the disk)")
                onClicked: root.forgetRequested()
            }
        }
    }
}
