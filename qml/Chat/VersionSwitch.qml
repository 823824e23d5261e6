// SPDX-License-Identifier: GPL-3.0-or-later
// Walks through the versions of a message: back, "2/3", on.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Row {
    id: root

    required property int version // from 1
    required property int versions

    signal stepped(step: int)

    visible: versions > 1
    height: Theme.controlSmall
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Version %1 of %2").arg(version).arg(versions)

    IconButton {
        objectName: "olderVersion"
        implicitWidth: Theme.controlSmall
        implicitHeight: Theme.controlSmall
        enabled: root.version > 1
        opacity: enabled ? 1 : Theme.dimmed
        glyph: "chevronLeft"
        text: qsTr("The version before")
        onClicked: root.stepped(-1)
    }
    Label {
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        text: qsTr("%1/%2").arg(root.version).arg(root.versions)
        color: Theme.colors.textMuted
        font.pixelSize: Theme.captionSize
    }
    IconButton {
        objectName: "newerVersion"
        implicitWidth: Theme.controlSmall
        implicitHeight: Theme.controlSmall
        enabled: root.version < root.versions
        opacity: enabled ? 1 : Theme.dimmed
        glyph: "chevronRight"
        text: qsTr("The next version")
        onClicked: root.stepped(1)
    }
}
