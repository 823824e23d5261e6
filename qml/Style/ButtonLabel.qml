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
    readonly property real gap: hasIcon && hasText ? Theme.small : 0
    readonly property real slack: Math.max(0, width - implicitWidth)

    implicitWidth: (hasIcon ? glyph.width : 0) + gap + (hasText ? label.implicitWidth : 0)
    implicitHeight: Math.max(hasIcon ? glyph.height : 0, hasText ? label.implicitHeight : 0)

    Icon {
        id: glyph
        x: root.alignment === Qt.AlignHCenter ? root.slack / 2 : 0
        anchors.verticalCenter: parent.verticalCenter
        visible: root.hasIcon
        name: root.control.icon.name
        color: root.color
    }
    Text {
        id: label
        x: root.hasIcon ? glyph.x + glyph.width + root.gap : (root.alignment === Qt.AlignHCenter ? root.slack / 2 : 0)
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, root.width - x)
        visible: root.hasText
        text: root.control.text
        textFormat: Text.PlainText
        color: root.color
        font: root.control.font
        elide: Text.ElideRight
    }
}
