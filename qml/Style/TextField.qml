// SPDX-License-Identifier: GPL-3.0-or-later
// One line of text.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.TextField {
    id: control

    implicitWidth: Theme.field
    implicitHeight: Theme.control
    leftPadding: Theme.medium
    rightPadding: Theme.medium
    color: Theme.colors.text
    selectionColor: Theme.colors.accent
    selectedTextColor: Theme.colors.accentText
    placeholderTextColor: Theme.colors.textFaint
    font.pixelSize: Theme.bodySize
    verticalAlignment: TextInput.AlignVCenter
    selectByMouse: true

    background: Rectangle {
        radius: Theme.radius
        color: Theme.colors.raised
        border.width: control.activeFocus ? Theme.focusWidth : Theme.hairline
        border.color: control.activeFocus ? Theme.colors.focus : Theme.colors.outline
    }

    Text {
        anchors.fill: parent
        anchors.leftMargin: control.leftPadding
        anchors.rightMargin: control.rightPadding
        visible: control.length === 0 && control.preeditText === ""
        text: control.placeholderText
        textFormat: Text.PlainText
        color: control.placeholderTextColor
        font: control.font
        verticalAlignment: control.verticalAlignment
        elide: Text.ElideRight
    }
}
