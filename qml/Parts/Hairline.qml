// SPDX-License-Identifier: GPL-3.0-or-later
// A line between two areas.
import QtQuick
import Fettle.Theme

Rectangle {
    implicitWidth: Theme.hairline
    implicitHeight: Theme.hairline
    color: Theme.colors.line
}
