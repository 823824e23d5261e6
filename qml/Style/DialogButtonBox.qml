// SPDX-License-Identifier: GPL-3.0-or-later
// The buttons of a dialog, right-aligned.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.DialogButtonBox {
    id: control

    implicitWidth: contentWidth + leftPadding + rightPadding
    implicitHeight: Theme.control + topPadding + bottomPadding
    padding: Theme.huge
    topPadding: 0
    spacing: Theme.small
    alignment: Qt.AlignRight

    delegate: Button {
        highlighted: T.DialogButtonBox.buttonRole === 0 // AcceptRole
    }
    contentItem: ListView {
        implicitWidth: contentWidth
        model: control.contentModel
        spacing: control.spacing
        orientation: ListView.Horizontal
        interactive: false
    }
}
