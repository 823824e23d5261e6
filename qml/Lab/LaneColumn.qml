// SPDX-License-Identifier: GPL-3.0-or-later
// One of two candidates: its speed and what it says, as it comes.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Rectangle {
    id: root

    required property string name
    required property int runs
    required property int allRuns
    required property real speed
    required property real live
    required property real first
    required property string said
    required property bool active
    required property bool warming
    required property string failure

    objectName: "labLane"
    implicitHeight: column.height + 2 * Theme.large
    radius: Theme.radiusLarge
    color: Theme.colors.raised
    border.width: Theme.hairline
    border.color: active ? Theme.colors.accent : Theme.colors.line
    Accessible.role: Accessible.Grouping
    Accessible.name: name

    Column {
        id: column
        x: Theme.large
        y: Theme.large
        width: parent.width - 2 * x
        spacing: Theme.small

        Label {
            width: parent.width
            text: root.name
            font.weight: Font.DemiBold
            elide: Text.ElideRight
        }
        Row {
            spacing: Theme.small

            Label {
                id: number
                text: Figures.number(root.live > 0 ? root.live : root.speed)
                color: root.active ? Theme.colors.accent : Theme.colors.text
                font.family: Theme.display
                font.pixelSize: Theme.displaySize
                font.weight: Font.DemiBold
                Accessible.name: qsTr("%1 tokens per second").arg(text)
            }
            Label {
                anchors.baseline: number.baseline
                text: root.live > 0 ? qsTr("tok/s now") : qsTr("tok/s, median")
                color: Theme.colors.textMuted
                font.pixelSize: Theme.smallSize
            }
        }
        Label {
            width: parent.width
            text: root.warming ? qsTr("warming up, does not count") : root.runs > 0 ? qsTr("%1 of %2 runs, first token after %3").arg(root.runs).arg(root.allRuns).arg(Figures.milliseconds(root.first)) : qsTr("%1 of %2 runs").arg(root.runs).arg(root.allRuns) // qmllint disable
            color: Theme.colors.textMuted
            font.pixelSize: Theme.smallSize
            elide: Text.ElideRight
        }
        Rectangle {
            width: parent.width
            height: Theme.panel
            radius: Theme.radius
            color: Theme.colors.sunken
            clip: true

            Label {
                objectName: "laneText"
                x: Theme.medium
                y: Math.min(Theme.medium, parent.height - height - Theme.medium)
                width: parent.width - 2 * x
                text: root.failure !== "" ? root.failure : root.said
                color: root.failure !== "" ? Theme.colors.danger : Theme.colors.text
                font.pixelSize: Theme.bodySize
                lineHeight: Theme.leadingTight
                wrapMode: Text.Wrap
            }
        }
    }
}
