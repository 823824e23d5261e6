// SPDX-License-Identifier: GPL-3.0-or-later
// Code in colours with its language and a copy button; long lines scroll sideways.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Chat
import Fettle.Ui

Rectangle {
    id: root

    required property string text
    required property string language
    property bool continued: false
    property int row: 0 // among the blocks of its message
    readonly property int headHeight: continued ? 0 : Theme.controlSmall

    signal copied

    implicitHeight: headHeight + edit.implicitHeight + Theme.medium
    radius: Theme.radius
    color: Theme.colors.sunken
    border.width: Theme.hairline
    border.color: Theme.colors.line

    Label {
        x: Theme.medium
        height: root.headHeight + Theme.tiny
        visible: !root.continued
        verticalAlignment: Text.AlignVCenter
        text: root.language === "" ? qsTr("text") : root.language
        color: Theme.colors.textMuted
        font.pixelSize: Theme.captionSize
    }
    CopyButton {
        anchors.right: parent.right
        anchors.margins: Theme.focusWidth
        y: Theme.focusWidth
        visible: !root.continued
        label: qsTr("Copy the code")
        onCopied: root.copied()
    }
    Flickable {
        id: flick
        x: Theme.medium
        y: root.headHeight
        width: parent.width - 2 * Theme.medium
        height: parent.height - y
        contentWidth: edit.width
        flickableDirection: Flickable.HorizontalFlick
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        ScrollBar.horizontal: ScrollBar {}

        TextEdit {
            id: edit
            topPadding: Theme.tiny
            width: Math.max(implicitWidth, flick.width)
            text: root.text
            textFormat: TextEdit.PlainText
            wrapMode: TextEdit.NoWrap
            readOnly: true
            selectByMouse: true
            color: Theme.colors.text
            selectionColor: Theme.colors.accent
            selectedTextColor: Theme.colors.accentText
            font.family: Theme.mono
            font.pixelSize: Theme.smallSize
        }
    }
    LineSpacing {
        document: edit.textDocument
        height: Math.round(edit.font.pixelSize * Theme.leading)
    }
    CodeFormatter {
        document: edit.textDocument
        language: root.language
        comment: Theme.colors.codeComment
        string: Theme.colors.codeString
        number: Theme.colors.codeNumber
        keyword: Theme.colors.codeKeyword
    }
}
