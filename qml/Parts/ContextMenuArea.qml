// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for the context menu on a right click; lets every other click through.
import QtQuick

MouseArea {
    signal requested

    acceptedButtons: Qt.RightButton
    onClicked: requested()
}
