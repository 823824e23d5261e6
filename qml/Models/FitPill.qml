// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a model fits into this machine's memory, with the numbers on hover.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Pill {
    id: root

    property int fit: RepositoryFiles.Good
    property real neededBytes: 0
    property real cacheBytes: 0
    property real context: 0
    property bool planned: true
    readonly property bool good: fit === RepositoryFiles.Good
    readonly property bool large: fit === RepositoryFiles.TooBig

    text: good ? qsTr("Fits") : large ? qsTr("Too big") : qsTr("Tight")
    tone: good ? Theme.colors.accent : large ? Theme.colors.danger : Theme.colors.warning
    ground: good ? Theme.colors.accentSoft : large ? Theme.colors.dangerSoft : Theme.colors.warningSoft
    Accessible.name: reason.text

    HoverHandler {
        id: pointer
    }
    ToolTip {
        id: reason
        visible: pointer.hovered
        text: root.planned ? qsTr("Needs about %1 of memory: the weights by the size of the file, %2 for the cache of %3 tokens and scratch by the model's own numbers.").arg(Figures.bytes(root.neededBytes)).arg(Figures.bytes(root.cacheBytes)).arg(Figures.integer(root.context)) : qsTr("Needs about %1 of memory, estimated from the size of its file alone.").arg(Figures.bytes(root.neededBytes))
    }
}
