// SPDX-License-Identifier: GPL-3.0-or-later
// The one writer of the tokens' state: from the settings, or from the tour's override.
import QtQuick
import Fettle.Theme
import Fettle.Ui

Item {
    id: root

    required property AppSettings settings
    required property int themeOverride // -1 none, 1 light, 2 dark
    required property bool reducedMotion
    readonly property int wanted: themeOverride > 0 ? themeOverride : settings.theme
    // Qt 6.4 does not name the desktop's scheme; its window colour tells.
    readonly property bool desktopDark: desktop.window.hslLightness < 0.5

    SystemPalette {
        id: desktop
    }
    Binding {
        target: Theme
        property: "dark"
        value: root.wanted === 2 || (root.wanted === 0 && root.desktopDark)
    }
    Binding {
        target: Theme
        property: "contrast"
        value: root.settings.highContrast
    }
    Binding {
        target: Theme
        property: "fontScale"
        value: root.settings.fontScale
    }
    Binding {
        target: Theme
        property: "motion"
        value: root.reducedMotion ? 0 : 1
    }
}
