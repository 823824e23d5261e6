// SPDX-License-Identifier: GPL-3.0-or-later
// Says between two answers that another model goes on.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Parts
import Fettle.Theme

RowLayout {
    id: root

    required property string before
    required property string now

    objectName: "modelChange"
    spacing: Theme.medium

    Hairline {
        Layout.fillWidth: true
    }
    Label {
        Layout.maximumWidth: root.width * 0.8
        text: qsTr("%1 answered before, now %2").arg(root.before).arg(root.now)
        color: Theme.colors.textMuted
        font.pixelSize: Theme.captionSize
        elide: Text.ElideMiddle
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
    Hairline {
        Layout.fillWidth: true
    }
}
