// SPDX-License-Identifier: GPL-3.0-or-later
// How far to go: three presets by what they are worth.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Theme
import Fettle.Ui

Row {
    id: root

    required property TuneChoice choice
    readonly property var words: [qsTr("A little"), qsTr("As most do"), qsTr("Far")]

    width: parent ? parent.width : 0
    spacing: Theme.small

    Repeater {
        model: root.words

        ChoiceCard {
            required property int index
            required property string modelData

            objectName: "strength" + index
            width: (root.width - 2 * root.spacing) / 3
            title: modelData
            hint: root.choice.strengths[index] ?? ""
            chosen: root.choice.strength === index
            onClicked: root.choice.strength = index
        }
    }
}
