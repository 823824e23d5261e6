// SPDX-License-Identifier: GPL-3.0-or-later
// What is foretold, line by line: exact, estimated from what was measured here, or not known.
import QtQuick
import Fettle.Parts
import Fettle.Theme

Column {
    id: root

    required property var preview
    required property bool fits
    readonly property string unknown: qsTr("Not known before it is measured")

    spacing: Theme.tiny

    FactRow {
        width: root.width
        name: qsTr("Bits per weight")
        value: root.preview.bits > 0 ? root.fits ? qsTr("about %1, now %2").arg(Figures.decimals(root.preview.bits, 2)).arg(Figures.decimals(root.preview.sourceBits, 2)) : qsTr("%1, now %2").arg(Figures.decimals(root.preview.bits, 2)).arg(Figures.decimals(root.preview.sourceBits, 2)) : ""
    }
    FactRow {
        width: root.width
        name: qsTr("Memory")
        value: root.preview.memory.total > 0 ? qsTr("%1, now %2, with a context of %3 tokens; %4 are free").arg(Figures.bytes(root.preview.memory.total)).arg(Figures.bytes(root.preview.sourceMemory.total)).arg(Figures.integer(root.preview.context)).arg(Figures.bytes(root.preview.availableBytes)) : qsTr("Not known: this model cannot be run here")
    }
    FactRow {
        objectName: "previewSpeed"
        width: root.width
        name: qsTr("Speed here")
        value: root.preview.newSpeed > 0 ? qsTr("up to %1 tokens per second, where the bytes that each token reads decide; the original was measured at %2").arg(Figures.number(root.preview.newSpeed)).arg(Figures.number(root.preview.speed)) : qsTr("Not measured yet")
    }
    FactRow {
        objectName: "previewLoss"
        width: root.width
        name: qsTr("Loss")
        value: root.preview.kld >= 0 ? qsTr("KL divergence %1 ± %2, as measured before").arg(Figures.decimals(root.preview.kld, 4)).arg(Figures.decimals(root.preview.kldError, 4)) : root.preview.kldAbout > 0 ? qsTr("KL divergence about %1, going by this model's other variants").arg(Figures.decimals(root.preview.kldAbout, root.preview.kldAbout < 0.01 ? 4 : 3)) : root.unknown
    }
    FactRow {
        width: root.width
        name: qsTr("It has to beat")
        value: root.fits && root.preview.preset !== "" ? qsTr("%1 of %2, the best preset that fits").arg(root.preview.preset).arg(Figures.bytes(root.preview.presetBytes)) : ""
    }
    FactRow {
        width: root.width
        name: qsTr("Time")
        value: root.preview.seconds > 0 ? qsTr("about %1, then the measuring, as fast as the last of its kind here").arg(Figures.duration(root.preview.seconds)) : qsTr("Not known: none of its kind was done here yet")
    }
    FactRow {
        width: root.width
        name: qsTr("Larger types")
        value: root.preview.fellBack > 0 ? qsTr("%1 matrices get one, since their rows are no multiple of the type's blocks").arg(root.preview.fellBack) : ""
    }
}
