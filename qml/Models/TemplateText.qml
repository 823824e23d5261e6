// SPDX-License-Identifier: GPL-3.0-or-later
// A chat template, folded to one line until it is wanted.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Column {
    id: root

    required property string source
    property bool unfolded: false

    spacing: Theme.small

    Label {
        width: parent.width
        visible: root.source === ""
        text: qsTr("The file brings none; a common one is used.")
        color: Theme.colors.textMuted
        wrapMode: Text.Wrap
    }
    Button {
        objectName: "showTemplate"
        visible: root.source !== ""
        text: root.unfolded ? qsTr("Hide the template") : qsTr("Show the template")
        activeFocusOnTab: true
        Accessible.name: text
        onClicked: root.unfolded = !root.unfolded
    }
    Label {
        objectName: "templateText"
        width: parent.width
        visible: root.unfolded
        text: root.unfolded ? root.source : ""
        font.family: Theme.mono
        font.pixelSize: Theme.captionSize
        wrapMode: Text.WrapAnywhere
    }
}
