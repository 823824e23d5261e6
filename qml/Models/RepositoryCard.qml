// SPDX-License-Identifier: GPL-3.0-or-later
// A repository of the hub; opens to its files.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Rectangle {
    id: root

    required property string repo
    required property real downloads
    required property real likes
    required property string changed
    required property bool gated
    required property string license
    required property string note
    required property RepositoryFiles repository
    readonly property bool opened: repository.repo === repo
    readonly property var facts: [downloads >= 0 ? qsTr("%1 downloads").arg(Figures.integer(downloads)) : "", likes >= 0 ? qsTr("%1 likes").arg(Figures.integer(likes)) : "", changed, license]

    implicitHeight: column.height
    radius: Theme.radius
    color: Theme.colors.raised
    border.width: Theme.hairline
    border.color: opened ? Theme.colors.accent : Theme.colors.line

    Column {
        id: column
        width: parent.width

        ItemDelegate {
            id: head
            objectName: "repositoryCard"
            width: parent.width
            implicitHeight: words.height + 2 * Theme.medium
            leftPadding: Theme.large
            rightPadding: Theme.large
            activeFocusOnTab: true
            Accessible.name: root.repo
            Accessible.description: root.note
            onClicked: root.repository.open(root.repo)

            contentItem: Item {
                Column {
                    id: words
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - arrow.width - Theme.small
                    spacing: Theme.focusWidth

                    Row {
                        width: parent.width
                        spacing: Theme.small

                        Label {
                            text: root.repo
                            font.weight: Font.Medium
                            elide: Text.ElideMiddle
                        }
                        Pill {
                            visible: root.gated
                            text: qsTr("Conditions")
                            tone: Theme.colors.warning
                            ground: Theme.colors.warningSoft
                        }
                    }
                    Label {
                        width: parent.width
                        visible: root.note !== ""
                        text: root.note
                        color: Theme.colors.textMuted
                        font.pixelSize: Theme.smallSize
                        wrapMode: Text.Wrap
                    }
                    Label {
                        width: parent.width
                        visible: text !== ""
                        text: root.facts.filter(fact => fact !== "").join(" · ")
                        color: Theme.colors.textMuted
                        font.pixelSize: Theme.captionSize
                        elide: Text.ElideRight
                    }
                }
                Icon {
                    id: arrow
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    name: root.opened ? "chevronUp" : "chevronDown"
                    color: Theme.colors.textMuted
                }
            }
        }
        Column {
            x: Theme.large
            width: parent.width - 2 * x
            visible: root.opened
            bottomPadding: Theme.small

            BusyLine {
                width: parent.width
                busy: root.opened && root.repository.busy
                error: root.opened ? root.repository.error : ""
                empty: root.repository.count === 0 ? qsTr("There is no model in it that Fettle can open.") : ""
            }
            Repeater {
                model: root.opened ? root.repository : null

                FileSetRow {
                    required property int index
                    width: parent ? (parent as Item).width : 0
                    onDownloadRequested: root.repository.download(index)
                }
            }
        }
    }
}
