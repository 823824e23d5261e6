// SPDX-License-Identifier: GPL-3.0-or-later
// The measurements of one answer; opens at its badge.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Popup {
    id: root

    property messageMetrics metrics
    property bool pinned: false // by a click; else it leaves with the pointer
    property bool added: false // to the Lab's comparison, since it was opened

    signal comparisonRequested(metrics: messageMetrics)

    readonly property var reasons: ({
            "end": qsTr("The model ended its answer"),
            "stop string": qsTr("A stop text came"),
            "length": qsTr("The limit of new tokens was reached"),
            "context full": qsTr("The context is full"),
            "stopped": qsTr("Stopped by you")
        })

    function openAt(item: Item, values: messageMetrics, stay: bool): void {
        pinned = stay;
        added = false;
        metrics = values;
        parent = item;
        open();
    }
    function leave(): void {
        if (!pinned)
            close();
    }

    objectName: "detailsCard"
    y: -height - Theme.tiny
    width: Theme.card
    margins: Theme.small
    padding: Theme.large
    focus: pinned // so that Esc closes it
    closePolicy: Popup.CloseOnEscape | Popup.CloseOnPressOutside

    contentItem: ColumnLayout {
        spacing: Theme.tiny

        DetailRow {
            name: qsTr("First token after")
            value: Figures.milliseconds(root.metrics.firstTokenMs)
        }
        DetailRow {
            name: qsTr("Answer")
            value: qsTr("%1 tokens at %2 tok/s").arg(Figures.integer(root.metrics.generatedTokens)).arg(Figures.number(root.metrics.decodeRate))
        }
        DetailRow {
            name: qsTr("Prompt")
            value: qsTr("%1 tokens at %2 tok/s").arg(Figures.integer(root.metrics.promptTokens)).arg(Figures.number(root.metrics.prefillRate))
        }
        DetailRow {
            name: qsTr("Kept from before")
            value: qsTr("%1 tokens").arg(Figures.integer(root.metrics.reusedTokens))
        }
        Hairline {
            Layout.fillWidth: true
            Layout.topMargin: Theme.tiny
            Layout.bottomMargin: Theme.tiny
        }
        DetailRow {
            name: qsTr("Weights")
            value: Figures.bytes(root.metrics.weightsBytes)
        }
        DetailRow {
            name: qsTr("KV cache")
            value: Figures.bytes(root.metrics.cacheBytes)
        }
        DetailRow {
            name: qsTr("Scratch")
            value: Figures.bytes(root.metrics.scratchBytes)
        }
        DetailRow {
            name: qsTr("Peak of the process")
            value: Figures.bytes(root.metrics.peakMemoryBytes)
        }
        Hairline {
            Layout.fillWidth: true
            Layout.topMargin: Theme.tiny
            Layout.bottomMargin: Theme.tiny
        }
        Label {
            Layout.fillWidth: true
            text: root.metrics.device
            color: Theme.colors.textMuted
            font.pixelSize: Theme.captionSize
            wrapMode: Text.Wrap
        }
        Label {
            Layout.fillWidth: true
            text: root.reasons[root.metrics.stopReason] ?? ""
            visible: text !== ""
            color: Theme.colors.textMuted
            font.pixelSize: Theme.captionSize
            wrapMode: Text.Wrap
        }
        Button {
            objectName: "addToComparison"
            Layout.fillWidth: true
            Layout.topMargin: Theme.tiny
            visible: root.pinned
            enabled: !root.added
            implicitHeight: Theme.controlSmall
            icon.name: root.added ? "check" : "flask"
            text: root.added ? qsTr("Added; see the Lab, Saved") : qsTr("Add to comparison")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: {
                root.added = true;
                root.comparisonRequested(root.metrics);
            }
        }
    }
}
