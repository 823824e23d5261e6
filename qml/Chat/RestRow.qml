// SPDX-License-Identifier: GPL-3.0-or-later
// Below a very long message: how much of it is not shown, and a button that shows the next part. Copying and exporting
// take the whole in any case.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Item {
    id: root

    required property real characters

    signal moreAsked

    visible: characters > 0
    height: Theme.control + Theme.small

    Hairline {
        y: Theme.small
        width: parent.width
    }
    Label {
        id: words
        y: Theme.small
        height: parent.height - y
        width: parent.width - more.width - Theme.small
        verticalAlignment: Text.AlignVCenter
        text: qsTr("%1 more characters").arg(Figures.integer(root.characters))
        textFormat: Text.PlainText
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        elide: Text.ElideRight
    }
    Button {
        id: more
        objectName: "showMore"
        anchors.right: parent.right
        y: Theme.small + Theme.tiny
        implicitHeight: Theme.controlSmall
        flat: true
        text: qsTr("Show more")
        Accessible.description: words.text
        onClicked: root.moreAsked()
    }
}
