// SPDX-License-Identifier: GPL-3.0-or-later
// How much of the original is left.
import QtQuick
import Fettle.Parts
import Fettle.Theme

Rectangle {
    id: root

    required property real share // 0..1, or more

    height: Theme.medium
    radius: Theme.radiusSmall
    color: Theme.colors.sunken
    Accessible.role: Accessible.ProgressBar
    Accessible.name: qsTr("%1 of the original's size").arg(Figures.percent(share))

    Rectangle {
        width: parent.width * Math.min(1, root.share)
        height: parent.height
        radius: parent.radius
        color: Theme.colors.chartWeights

        Behavior on width {
            NumberAnimation {
                duration: Theme.slow
            }
        }
    }
}
