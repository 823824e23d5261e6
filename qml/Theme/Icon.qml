// SPDX-License-Identifier: GPL-3.0-or-later
// An icon in the usual size and colour.
import QtQuick
import Fettle.Theme // its own C++ types, which Qt 6.4 does not import by itself

Glyph {
    implicitWidth: Theme.icon
    implicitHeight: Theme.icon
    color: Theme.colors.text
}
