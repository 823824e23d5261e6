// SPDX-License-Identifier: GPL-3.0-or-later
// One of a few words side by side; Left and Right go from one to the next.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Style as Style
import Fettle.Theme

Rectangle {
    id: root

    required property var choices // of { text, value }
    required property var value
    required property string name

    signal chosen(value: var)

    implicitWidth: row.width + Theme.tiny
    implicitHeight: Theme.controlSmall + Theme.tiny
    radius: Theme.radius
    color: Theme.colors.sunken
    border.width: Theme.hairline
    border.color: Theme.colors.line
    Accessible.role: Accessible.Grouping
    Accessible.name: name

    Row {
        id: row
        x: Theme.focusWidth
        y: Theme.focusWidth

        Repeater {
            id: parts
            model: root.choices

            ToolButton {
                id: part
                required property var modelData
                required property int index

                implicitHeight: Theme.controlSmall
                leftPadding: Theme.medium
                rightPadding: Theme.medium
                display: AbstractButton.TextOnly
                text: modelData.text
                checked: modelData.value === root.value
                font.pixelSize: Theme.smallSize
                activeFocusOnTab: true
                Accessible.role: Accessible.RadioButton
                Accessible.name: text
                Keys.onLeftPressed: (parts.itemAt(index - 1) as Item)?.forceActiveFocus(Qt.TabFocusReason)
                Keys.onRightPressed: (parts.itemAt(index + 1) as Item)?.forceActiveFocus(Qt.TabFocusReason)
                onClicked: root.chosen(modelData.value)

                background: Rectangle {
                    radius: Theme.radius - Theme.focusWidth
                    color: part.checked ? Theme.colors.raised : part.hovered ? Theme.colors.hover : "transparent"
                    border.width: part.checked ? Theme.hairline : 0
                    border.color: Theme.colors.outline

                    Style.FocusRing {
                        anchors.margins: 0
                        inner: Theme.radius - Theme.tiny
                        shown: part.visualFocus
                    }
                }
            }
        }
    }
}
