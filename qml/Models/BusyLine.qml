// SPDX-License-Identifier: GPL-3.0-or-later
// What a question to the hub is at: asked, failed with a sentence, or without a result.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Label {
    id: root

    required property bool busy
    required property string error
    property string empty: ""

    visible: text !== ""
    text: busy ? qsTr("Asking the hub…") : error !== "" ? error : empty
    color: !busy && error !== "" ? Theme.colors.danger : Theme.colors.textMuted
    bottomPadding: Theme.small
    wrapMode: Text.Wrap
}
