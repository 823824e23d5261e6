// SPDX-License-Identifier: GPL-3.0-or-later
// A number on a slider, with its value beside it.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

SettingRow {
    id: root

    required property real value
    property real from: 0
    property real to: 1
    property real step: 0.01
    property int places: 2

    signal chosen(value: real)

    Row {
        spacing: Theme.medium

        Slider {
            id: slider
            anchors.verticalCenter: parent.verticalCenter
            from: root.from
            to: root.to
            stepSize: root.step
            value: root.value
            snapMode: Slider.SnapAlways
            Accessible.name: root.name
            Accessible.description: root.hint
            onMoved: root.chosen(value)
        }
        Label {
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.page
            horizontalAlignment: Text.AlignRight
            text: Figures.decimals(slider.pressed ? slider.value : root.value, root.places)
        }
    }
}
