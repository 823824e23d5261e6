// SPDX-License-Identifier: GPL-3.0-or-later
// One of a few named values.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

SettingRow {
    id: root

    required property var choices // of { text, value }
    required property var value

    signal chosen(value: var)

    ComboBox {
        id: box
        textRole: "text"
        valueRole: "value"
        model: root.choices
        currentIndex: root.choices.findIndex(choice => choice.value === root.value)
        activeFocusOnTab: true
        Accessible.name: root.name
        Accessible.description: root.hint
        onActivated: index => root.chosen(root.choices[index].value)
    }
}
