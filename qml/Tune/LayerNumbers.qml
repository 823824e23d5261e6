// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of the layers below a grid; all of them, or, where they would not stand beside each other, some.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Item {
    id: root

    required property int count
    readonly property int every: Math.max(1, Math.ceil(count * Theme.gridCell / Math.max(width, Theme.gridCell)))
    readonly property real step: count > 0 ? width / count : 0

    signal chosen(layer: int)

    height: Theme.gridCell

    Repeater {
        model: Math.ceil(root.count / root.every)

        ToolButton {
            id: number
            required property int index
            readonly property int place: index * root.every

            objectName: "layerNumber"
            x: place * root.step
            width: root.step * root.every
            implicitHeight: Theme.gridCell
            leftPadding: 0
            rightPadding: 0
            activeFocusOnTab: true
            Accessible.name: qsTr("Give the type to layer %1").arg(place + 1)
            onClicked: root.chosen(place)

            contentItem: Label {
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                text: number.place + 1
                color: Theme.colors.textFaint
                font.pixelSize: Theme.captionSize
            }
        }
    }
}
