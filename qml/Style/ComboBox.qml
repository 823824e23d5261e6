// SPDX-License-Identifier: GPL-3.0-or-later
// One of a few.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.ComboBox {
    id: control

    hoverEnabled: true // some platforms leave it off
    implicitWidth: Theme.field
    implicitHeight: Theme.control
    leftPadding: Theme.medium
    rightPadding: Theme.vast
    font.pixelSize: Theme.bodySize
    focusPolicy: Qt.StrongFocus

    delegate: ItemDelegate {
        id: choice
        required property var model
        required property int index

        width: ListView.view ? ListView.view.width : control.width
        text: model[control.textRole]
        highlighted: control.highlightedIndex === index
    }
    indicator: Icon {
        x: control.width - width - Theme.small
        y: (control.height - height) / 2
        name: "chevronDown"
        color: Theme.colors.textMuted
    }
    contentItem: Text {
        text: control.displayText
        textFormat: Text.PlainText
        color: Theme.colors.text
        font: control.font
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
    }
    background: Rectangle {
        radius: Theme.radius
        color: control.hovered ? Theme.colors.surface : Theme.colors.raised
        border.width: Theme.hairline
        border.color: Theme.colors.outline

        FocusRing {
            shown: control.visualFocus
        }
    }
    popup: Popup {
        y: control.height + Theme.tiny
        width: control.width
        padding: Theme.tiny

        contentItem: ListView {
            implicitHeight: contentHeight
            clip: true
            model: control.delegateModel
            currentIndex: control.highlightedIndex
        }
    }
}
