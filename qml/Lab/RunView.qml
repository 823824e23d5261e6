// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison at work: how far it is, and each candidate; two of them side by side, more as a queue.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property LabRun run
    readonly property bool pair: run.candidates === 2
    readonly property string timeLeft: run.secondsLeft >= 0 ? qsTr(", %1 left").arg(Figures.duration(run.secondsLeft)) : ""
    readonly property string where: run.step !== "" ? run.step : qsTr("Run %1 of %2: %3").arg(run.done + 1).arg(run.all).arg(run.prompt)

    objectName: "labRun"
    spacing: Theme.large

    Rectangle {
        width: parent.width
        height: head.height + 2 * Theme.large
        radius: Theme.radiusLarge
        color: Theme.colors.raised
        border.width: Theme.hairline
        border.color: Theme.colors.line

        Column {
            id: head
            x: Theme.large
            y: Theme.large
            width: parent.width - 2 * x
            spacing: Theme.small

            Item {
                width: parent.width
                height: stop.height

                Column {
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - stop.width - Theme.large
                    spacing: Theme.focusWidth

                    Label {
                        width: parent.width
                        text: root.run.name
                        font.pixelSize: Theme.titleSize
                        font.weight: Font.DemiBold
                        elide: Text.ElideRight
                    }
                    Label {
                        objectName: "labStep"
                        width: parent.width
                        text: root.run.stopping ? qsTr("Stopping; what was measured is kept.") : root.where + root.timeLeft
                        color: Theme.colors.textMuted
                        font.pixelSize: Theme.smallSize
                        elide: Text.ElideRight
                    }
                }
                Button {
                    id: stop
                    objectName: "stopLab"
                    anchors.right: parent.right
                    enabled: !root.run.stopping
                    icon.name: "stop"
                    text: qsTr("Stop")
                    activeFocusOnTab: true
                    Accessible.name: qsTr("Stop the comparison; what was measured is kept")
                    onClicked: root.run.stop()
                }
            }
            ProgressBar {
                width: parent.width
                indeterminate: root.run.all === 0
                value: root.run.all > 0 ? root.run.done / root.run.all : 0
                Accessible.name: qsTr("%1 of %2 runs").arg(root.run.done).arg(root.run.all)
            }
        }
    }
    Row {
        width: parent.width
        visible: root.pair
        spacing: Theme.large

        Repeater {
            model: root.pair ? root.run.lanes : null

            LaneColumn {
                width: (root.width - Theme.large) / 2
            }
        }
    }
    Card {
        visible: !root.pair
        title: qsTr("Candidates")

        Repeater {
            model: root.pair ? null : root.run.lanes

            LaneRow {
                width: parent ? (parent as Item).width : 0
            }
        }
    }
    Label {
        width: parent.width
        text: qsTr("An answer in a chat meanwhile would disturb the measurement.")
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        wrapMode: Text.Wrap
    }
}
