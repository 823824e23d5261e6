// SPDX-License-Identifier: GPL-3.0-or-later
// Before and after, each measured figure with its uncertainty.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Card {
    id: root

    required property TuneActivity activity
    readonly property var result: activity.result
    readonly property var before: result.before ?? ({})
    readonly property var after: result.after ?? ({})
    readonly property string none: qsTr("not measured")
    readonly property var rows: [[qsTr("Size of the file"), Figures.bytes(before.bytes ?? 0), Figures.bytes(after.bytes ?? 0)], [qsTr("Bits per weight"), Figures.decimals(before.bitsPerWeight ?? 0, 2), Figures.decimals(after.bitsPerWeight ?? 0, 2)], [qsTr("Memory, %1 tokens").arg(Figures.integer(after.context ?? 0)), memory(before), memory(after)], [qsTr("Perplexity"), perplexity(before), perplexity(after)], [qsTr("KL divergence in nats"), qsTr("0, by definition"), after.kld === undefined ? none : qsTr("%1 ± %2").arg(Figures.decimals(after.kld, 4)).arg(Figures.decimals(after.kldError, 4))], [qsTr("Same likeliest token"), Figures.percent(1), after.sameTop === undefined ? none : qsTr("%1 ± %2 %").arg(Figures.decimals(100 * after.sameTop, 1)).arg(Figures.decimals(100 * after.sameTopError, 1))], [qsTr("Tokens per second"), speed(before), speed(after)], [qsTr("Energy of a token"), energy(before), energy(after)]]

    function memory(figures: var): string {
        return figures.memory === undefined ? none : Figures.bytes(figures.memory);
    }
    function perplexity(figures: var): string {
        return figures.perplexity === undefined ? none : qsTr("%1 ± %2").arg(Figures.decimals(figures.perplexity, 3)).arg(Figures.decimals(figures.perplexityError, 3));
    }
    function speed(figures: var): string {
        return figures.speed === undefined ? none : qsTr("%1 ± %2").arg(Figures.number(figures.speed)).arg(Figures.number(figures.speedDeviation));
    }

    function energy(figures: var): string {
        return figures.joules === undefined ? none : qsTr("%1 J").arg(Figures.number(figures.joules));
    }

    title: qsTr("What came of it")

    Label {
        width: parent ? parent.width : 0
        text: qsTr("%1: %2 of %3").arg(root.activity.targetName).arg(root.activity.recipe).arg(root.activity.sourceName)
        color: Theme.colors.textMuted
        wrapMode: Text.WrapAtWordBoundaryOrAnywhere
    }
    ResultLine {
        head: true
        name: ""
        first: qsTr("Before")
        second: qsTr("After")
    }
    Repeater {
        model: root.rows

        ResultLine {
            required property var modelData

            objectName: "resultLine"
            name: modelData[0]
            first: modelData[1]
            second: modelData[2]
        }
    }
    Label {
        width: parent ? parent.width : 0
        visible: root.after.kld !== undefined
        text: qsTr("Loss: %1 scored tokens of a text that no method has seen. Speed: on %2, three times 32 tokens; the spread stands behind it.").arg(Figures.integer(root.result.scoredTokens ?? 0)).arg(root.result.device ?? qsTr("the processor"))
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        wrapMode: Text.Wrap
    }
    Label {
        objectName: "energyNote"
        width: parent ? parent.width : 0
        visible: text !== ""
        text: root.result.energyNote ?? ""
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        wrapMode: Text.Wrap
    }
    Label {
        objectName: "fitVerdict"
        width: parent ? parent.width : 0
        visible: root.result.fit !== undefined && root.result.fit.preset !== undefined
        text: visible ? root.result.fit.presetWon ? qsTr("The search was not better than %1 by two standard errors, so the file is %1.").arg(root.result.fit.preset) : qsTr("Better than %1 by %2 ± %3 nats on text that the search has not seen.").arg(root.result.fit.preset).arg(Figures.decimals(-root.result.fit.difference, 4)).arg(Figures.decimals(root.result.fit.differenceError, 4)) : ""
        wrapMode: Text.Wrap
    }
    Label {
        width: parent ? parent.width : 0
        visible: root.activity.pruned
        text: qsTr("%1 of the pruned weights are zero. Nothing was healed, so it lost more than a quantized model of the same bits would have.").arg(Figures.percent(root.result.zeros ?? 0))
        color: Theme.colors.warning
        wrapMode: Text.Wrap
    }
}
