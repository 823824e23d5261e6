// SPDX-License-Identifier: GPL-3.0-or-later
// A whole number typed into a field; what is no number leaves the setting as it was.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

SettingRow {
    id: root

    required property real value
    property int least: 0
    property int most: 2147483647

    signal chosen(value: real)

    function commit(): void {
        if (field.acceptableInput && Number(field.text) !== root.value)
            chosen(Number(field.text));
        field.text = Qt.binding(() => String(root.value));
    }

    TextField {
        id: field
        width: Theme.field / 2
        horizontalAlignment: TextInput.AlignRight
        text: String(root.value)
        inputMethodHints: Qt.ImhFormattedNumbersOnly
        validator: IntValidator {
            bottom: root.least
            top: root.most
        }
        activeFocusOnTab: true
        Accessible.name: root.name
        Accessible.description: root.hint
        onEditingFinished: root.commit()
        onActiveFocusChanged: if (!activeFocus)
            root.commit()
    }
}
