// SPDX-License-Identifier: GPL-3.0-or-later
// What speaks against an order: why it cannot start, and what one should know.
import QtQuick
import QtQuick.Controls
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property TuneRoom room
    readonly property var preview: room.preview

    width: parent ? parent.width : 0
    spacing: Theme.small

    Label {
        objectName: "obstacle"
        width: parent.width
        visible: text !== "" && !root.room.previewing
        text: root.room.obstacle
        color: Theme.colors.danger
        wrapMode: Text.Wrap
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
    Label {
        width: parent.width
        visible: text !== ""
        text: root.preview.warning
        color: Theme.colors.warning
        wrapMode: Text.Wrap
    }
    CheckBox {
        objectName: "requantize"
        visible: root.room.requantizes && !root.room.choice.fits && !root.room.choice.prunes
        checked: root.room.choice.requantize
        text: qsTr("Quantize what is quantized already, and lose more")
        activeFocusOnTab: true
        Accessible.name: text
        onToggled: root.room.choice.requantize = checked
    }
}
