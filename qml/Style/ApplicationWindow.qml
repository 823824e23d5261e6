// SPDX-License-Identifier: GPL-3.0-or-later
// The window's ground.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.ApplicationWindow {
    color: Theme.colors.surface
    font.pixelSize: Theme.bodySize

    // For what is not of this style, such as Qt's own file dialog.
    palette.window: Theme.colors.surface
    palette.windowText: Theme.colors.text
    palette.base: Theme.colors.raised
    palette.text: Theme.colors.text
    palette.button: Theme.colors.raised
    palette.buttonText: Theme.colors.text
    palette.highlight: Theme.colors.accentSoft
    palette.highlightedText: Theme.colors.text
    palette.light: Theme.colors.raised
    palette.mid: Theme.colors.outline
    palette.dark: Theme.colors.outline
    palette.placeholderText: Theme.colors.textFaint
}
