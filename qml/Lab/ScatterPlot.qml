// SPDX-License-Identifier: GPL-3.0-or-later
// Speed over memory: a point for each candidate; up and to the left is better.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Item {
    id: root

    required property var rows // of LabReport, those that ran
    required property int selected // a candidate
    readonly property real mostSpeed: Math.max(1e-9, ...rows.map(row => row.decode)) * 1.08
    readonly property real leastMemory: Math.min(...rows.map(row => row.memory))
    readonly property real mostMemory: Math.max(...rows.map(row => row.memory))
    readonly property real room: Math.max(mostMemory - leastMemory, mostMemory * 0.1) * 1.1
    readonly property real start: (mostMemory + leastMemory - room) / 2

    signal chosen(candidate: int)

    implicitHeight: Theme.chartLarge + axis.height + middle.height + Theme.tiny
    Accessible.role: Accessible.Graphic
    Accessible.name: qsTr("Speed over memory of %1 candidates").arg(rows.length)

    Item {
        id: area
        width: parent.width
        height: Theme.chartLarge

        Repeater {
            model: 5

            Hairline {
                required property int index

                y: Math.round((area.height - 1) * index / 4)
                width: area.width
            }
        }
        Repeater {
            model: root.rows

            Rectangle {
                id: dot
                required property var modelData
                readonly property bool strong: modelData.rank === 1

                x: area.width * (modelData.memory - root.start) / root.room - width / 2
                y: area.height * (1 - modelData.decode / root.mostSpeed) - height / 2
                width: strong ? Theme.medium + Theme.tiny : Theme.medium
                height: width
                radius: width / 2
                color: strong ? Theme.colors.accent : Theme.colors.series[1]
                opacity: 0.9
                border.width: modelData.candidate === root.selected ? Theme.focusWidth : 0
                border.color: Theme.colors.text

                HoverHandler {
                    id: pointer
                }
                TapHandler {
                    onTapped: root.chosen(dot.modelData.candidate)
                }
                ToolTip {
                    visible: pointer.hovered
                    text: qsTr("%1: %2 tok/s, %3").arg(dot.modelData.name).arg(Figures.number(dot.modelData.decode)).arg(Figures.bytes(dot.modelData.memory))
                }
            }
        }
    }
    Label {
        id: axis
        y: area.height + Theme.tiny
        text: Figures.bytes(root.start)
        color: Theme.colors.textFaint
        font.pixelSize: Theme.captionSize
    }
    Label {
        id: middle
        y: axis.y + axis.height
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        elide: Text.ElideRight
        text: qsTr("up to %1 tok/s, over memory").arg(Figures.number(root.mostSpeed))
        color: Theme.colors.textMuted
        font.pixelSize: Theme.captionSize
    }
    Label {
        anchors.right: parent.right
        y: axis.y
        text: Figures.bytes(root.start + root.room)
        color: Theme.colors.textFaint
        font.pixelSize: Theme.captionSize
    }
}
