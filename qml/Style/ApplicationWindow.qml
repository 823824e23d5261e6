// SPDX-License-Identifier: GPL-3.0-or-later
// The window's ground.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.ApplicationWindow {
    color: Theme.colors.surface
    font.pixelSize: Theme.bodySize
}
