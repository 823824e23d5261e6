// SPDX-License-Identifier: GPL-3.0-or-later
// Copies, and says so for a moment.
import QtQuick
import Fettle.Parts
import Fettle.Theme

IconButton {
    id: root

    required property string label

    signal copied

    implicitHeight: Theme.controlSmall
    glyph: done.running ? "check" : "copy"
    text: done.running ? qsTr("Copied") : label
    onClicked: {
        copied();
        done.restart();
    }

    Timer {
        id: done
        interval: 2 * Theme.pulse
    }
}
