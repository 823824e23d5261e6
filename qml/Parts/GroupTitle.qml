// SPDX-License-Identifier: GPL-3.0-or-later
// The heading of a group on a page.
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Label {
    width: parent ? parent.width : 0
    font.pixelSize: Theme.titleSize
    font.weight: Font.DemiBold
    Accessible.role: Accessible.Heading
}
