// SPDX-License-Identifier: GPL-3.0-or-later
// Plain text always: no markup of a model, a file or a user reaches Qt.
import QtQuick
import QtQuick.Templates as T
import Fettle.Theme

T.Label {
    color: Theme.colors.text
    linkColor: Theme.colors.link
    font.pixelSize: Theme.bodySize
    textFormat: Text.PlainText
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
