// SPDX-License-Identifier: GPL-3.0-or-later
// Several lines of plain text.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.TextArea {
    id: control

    implicitWidth: Theme.field
    implicitHeight: Math.max(Theme.control, contentHeight + topPadding + bottomPadding)
    padding: Theme.medium
    topPadding: Theme.small
    bottomPadding: Theme.small
    color: Theme.colors.text
    selectionColor: Theme.colors.accent
    selectedTextColor: Theme.colors.accentText
    placeholderTextColor: Theme.colors.textFaint
    font.pixelSize: Theme.bodySize
    textFormat: TextEdit.PlainText
    wrapMode: TextEdit.Wrap
    selectByMouse: true

    background: Rectangle {
        radius: Theme.radius
        color: Theme.colors.raised
        border.width: control.activeFocus ? Theme.focusWidth : Theme.hairline
        border.color: control.activeFocus ? Theme.colors.focus : Theme.colors.outline
    }

    Text {
        x: control.leftPadding
        y: control.topPadding
        width: control.width - control.leftPadding - control.rightPadding
        visible: control.length === 0 && control.preeditText === ""
        text: control.placeholderText
        textFormat: Text.PlainText
        color: control.placeholderTextColor
        font: control.font
        elide: Text.ElideRight
    }
}
