// SPDX-License-Identifier: GPL-3.0-or-later
// A name and its value, which may take several lines; nothing where there is no value.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Row {
    id: root

    required property string name
    required property string value

    visible: value !== ""
    spacing: Theme.large
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("%1: %2").arg(name).arg(value)

    Label {
        width: Theme.field - Theme.page
        text: root.name
        color: Theme.colors.textMuted
        wrapMode: Text.Wrap
    }
    Label {
        width: root.width - x
        text: root.value
        wrapMode: Text.WrapAtWordBoundaryOrAnywhere
    }
}
