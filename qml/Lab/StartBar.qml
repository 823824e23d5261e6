// SPDX-License-Identifier: GPL-3.0-or-later
// What the comparison amounts to, what of it cannot run here, and its start.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Rectangle {
    id: root

    required property LabSetup setup
    required property string failure // of the last run
    readonly property var problems: setup.problems
    readonly property int shownProblems: 3
    readonly property string sentence: setup.obstacle !== "" ? setup.obstacle : failure

    signal startRequested

    objectName: "startBar"
    implicitHeight: Math.max(words.height, start.height) + 2 * Theme.medium
    color: Theme.colors.window

    Hairline {
        width: parent.width
    }
    Column {
        id: words
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: parent.left
        anchors.right: start.left
        anchors.margins: Theme.huge
        spacing: Theme.focusWidth

        Label {
            objectName: "labSum"
            width: parent.width
            text: qsTr("%1 combinations, %2 runs, about %3").arg(Figures.integer(root.setup.combinations)).arg(Figures.integer(root.setup.runs)).arg(Figures.duration(root.setup.seconds)) // qmllint disable
            font.weight: Font.Medium
            elide: Text.ElideRight
        }
        Label {
            objectName: "labObstacle"
            width: parent.width
            visible: text !== ""
            text: root.sentence
            color: Theme.colors.danger
            font.pixelSize: Theme.smallSize
            wrapMode: Text.Wrap
        }
        Repeater {
            model: Math.min(root.problems.length, root.shownProblems)

            Label {
                required property int index
                readonly property var problem: root.problems[index]

                objectName: "labProblem"
                width: parent ? (parent as Item).width : 0
                text: problem ? qsTr("%1 does not run: %2").arg(problem.name).arg(problem.sentence) : ""
                color: Theme.colors.warning
                font.pixelSize: Theme.smallSize
                wrapMode: Text.Wrap
            }
        }
        Label {
            visible: root.problems.length > root.shownProblems
            text: qsTr("and %1 more do not run").arg(root.problems.length - root.shownProblems)
            color: Theme.colors.warning
            font.pixelSize: Theme.smallSize
        }
    }
    Button {
        id: start
        objectName: "startLab"
        anchors.right: parent.right
        anchors.rightMargin: Theme.huge
        anchors.verticalCenter: parent.verticalCenter
        enabled: root.setup.canStart
        highlighted: true
        icon.name: "play"
        text: qsTr("Measure")
        activeFocusOnTab: true
        Accessible.name: text
        onClicked: root.startRequested()
    }
}
