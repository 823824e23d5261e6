// SPDX-License-Identifier: GPL-3.0-or-later
// A whole number below its name; what is no number leaves it as it was.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Column {
    id: root

    required property string title
    required property int value
    property int least: 0
    property int most: 100

    signal chosen(value: int)

    function commit(): void {
        if (field.acceptableInput && Number(field.text) !== root.value)
            chosen(Number(field.text));
        field.text = Qt.binding(() => String(root.value));
    }

    spacing: Theme.tiny

    Label {
        text: root.title
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
    }
    TextField {
        id: field
        objectName: root.objectName + "Field"
        width: Theme.field / 2
        text: String(root.value)
        inputMethodHints: Qt.ImhDigitsOnly
        validator: IntValidator {
            bottom: root.least
            top: root.most
        }
        activeFocusOnTab: true
        Accessible.name: root.title
        onEditingFinished: root.commit()
        onActiveFocusChanged: if (!activeFocus)
            root.commit()
    }
}
