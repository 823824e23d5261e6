// SPDX-License-Identifier: GPL-3.0-or-later
// The way back and the way on, at the end of a step.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Row {
    id: root

    property alias backText: back.text
    property alias nextText: next.text
    property alias canGoOn: next.enabled

    signal backRequested
    signal nextRequested

    width: parent ? parent.width : 0
    layoutDirection: Qt.RightToLeft
    spacing: Theme.small

    Button {
        id: next
        objectName: "nextStep"
        highlighted: true
        text: qsTr("Next")
        activeFocusOnTab: true
        Accessible.name: text
        onClicked: root.nextRequested()
    }
    Button {
        id: back
        objectName: "previousStep"
        text: qsTr("Back")
        activeFocusOnTab: true
        Accessible.name: text
        onClicked: root.backRequested()
    }
}
