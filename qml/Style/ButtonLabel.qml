// SPDX-License-Identifier: GPL-3.0-or-later
// Icon and text of a button-like control.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

Item {
    id: root

    required property T.AbstractButton control
    property color color: Theme.colors.text
    property int alignment: Qt.AlignHCenter
    readonly property bool hasIcon: control.icon.name !== "" && control.display !== T.AbstractButton.TextOnly
    readonly property bool hasText: control.text !== "" && control.display !== T.AbstractButton.IconOnly
    readonly property real iconSpace: hasIcon ? glyph.width + (hasText ? Theme.small : 0) : 0
    readonly property real textSpace: hasText ? Math.ceil(ruler.advanceWidth) + Theme.hairline : 0
    readonly property real start: alignment === Qt.AlignHCenter ? Math.max(0, (width - iconSpace - textSpace) / 2) : 0

    implicitWidth: iconSpace + textSpace
    implicitHeight: Math.max(hasIcon ? glyph.height : 0, hasText ? ruler.height : 0)

    TextMetrics {
        id: ruler
        font: root.control.font
        text: root.control.text
    }

    Icon {
        id: glyph
        x: root.start
        anchors.verticalCenter: parent.verticalCenter
        visible: root.hasIcon
        name: root.control.icon.name
        color: root.color
    }
    Text {
        id: label
        x: root.start + root.iconSpace
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(root.textSpace, root.width - x)
        visible: root.hasText
        text: root.control.text
        textFormat: Text.PlainText
        color: root.color
        font: root.control.font
        elide: Text.ElideRight
    }
}
