// SPDX-License-Identifier: GPL-3.0-or-later
// An icon in the usual size and colour.
import QtQuick

Glyph {
    implicitWidth: Theme.icon
    implicitHeight: Theme.icon
    color: Theme.colors.text
}
