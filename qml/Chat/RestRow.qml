// SPDX-License-Identifier: GPL-3.0-or-later
// Below a very long message: how much of it is shown, and buttons for the next part and for the rest. Copying, exporting
// and searching take the whole in any case.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Item {
    id: root

    required property real total // characters
    required property real hidden // of them
    property bool unfolding: false // all is on its way

    signal moreAsked
    signal allAsked

    visible: hidden > 0
    implicitHeight: Theme.control + Theme.large

    Label {
        id: words
        objectName: "shownPart"
        y: Theme.small
        height: parent.height - y
        width: buttons.x - Theme.small
        verticalAlignment: Text.AlignVCenter
        text: qsTr("Showing the first %1 of %2 characters").arg(Figures.integer(root.total - root.hidden)).arg(Figures.integer(root.total))
        textFormat: Text.PlainText
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        wrapMode: Text.Wrap
        maximumLineCount: 2
        elide: Text.ElideRight
    }
    Row {
        id: buttons
        anchors.right: parent.right
        y: Theme.small + (root.height - Theme.small - height) / 2
        spacing: Theme.tiny

        Button {
            objectName: "showMore"
            implicitHeight: Theme.controlSmall
            leftPadding: Theme.small
            rightPadding: Theme.small
            flat: true
            enabled: !root.unfolding
            activeFocusOnTab: true
            text: qsTr("Show more")
            Accessible.name: text
            Accessible.description: words.text
            onClicked: root.moreAsked()
        }
        Button {
            objectName: "showAll"
            implicitHeight: Theme.controlSmall
            leftPadding: Theme.small
            rightPadding: Theme.small
            flat: true
            enabled: !root.unfolding
            activeFocusOnTab: true
            text: qsTr("Show all")
            Accessible.name: text
            Accessible.description: words.text
            onClicked: root.allAsked()
        }
    }
}
