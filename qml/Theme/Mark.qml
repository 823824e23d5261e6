// SPDX-License-Identifier: GPL-3.0-or-later
// The app's mark: a speech bubble whose corner was trimmed off.
import QtQuick
import Fettle.Theme // its own C++ types, which Qt 6.4 does not import by itself

Item {
    id: root

    implicitWidth: Theme.icon
    implicitHeight: Theme.icon

    Glyph {
        anchors.fill: parent
        name: "markBody"
        color: Theme.colors.accent
    }
    Glyph {
        anchors.fill: parent
        name: "markOffcut"
        color: Theme.colors.chartCache
    }
}
