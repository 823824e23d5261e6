// SPDX-License-Identifier: GPL-3.0-or-later
// A button of one icon. Its text is both the tooltip and the accessible name, so neither can be forgotten.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

ToolButton {
    id: root

    required property string glyph
    property string shortcut: ""

    icon.name: glyph
    display: AbstractButton.IconOnly
    activeFocusOnTab: true
    Accessible.role: Accessible.Button
    Accessible.name: text
    ToolTip.visible: hovered && text !== ""
    ToolTip.delay: Theme.tooltipDelay
    ToolTip.text: shortcut === "" ? text : qsTr("%1 (%2)").arg(text).arg(shortcut)
}
