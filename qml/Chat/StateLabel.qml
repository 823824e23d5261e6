// SPDX-License-Identifier: GPL-3.0-or-later
// A quiet word on an answer that did not end by itself, with the sentence where there is one.
import QtQuick
import QtQuick.Controls
import Fettle.Theme
import Fettle.Ui

Row {
    id: root

    required property int status
    required property string error
    readonly property bool failed: status === MessageList.Failed
    readonly property string word: failed ? qsTr("The answer failed.") : status === MessageList.Interrupted ? qsTr("Interrupted when the app ended.") : qsTr("Stopped.")

    spacing: Theme.small
    visible: failed || status === MessageList.Interrupted || status === MessageList.Stopped

    Icon {
        id: glyph
        y: Theme.focusWidth
        width: Theme.iconSmall
        height: Theme.iconSmall
        name: root.failed ? "warning" : "info"
        color: root.failed ? Theme.colors.danger : Theme.colors.textMuted
    }
    Label {
        width: Math.min(implicitWidth, root.width - glyph.width - root.spacing)
        text: root.error === "" ? root.word : root.error
        color: root.failed ? Theme.colors.danger : Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        wrapMode: Text.Wrap
    }
}
