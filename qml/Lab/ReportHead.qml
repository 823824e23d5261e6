// SPDX-License-Identifier: GPL-3.0-or-later
// What was compared, where, and what can be done with it.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property LabReport report

    signal againRequested

    spacing: Theme.small

    Label {
        width: parent.width
        text: root.report.name
        font.pixelSize: Theme.headingSize
        font.weight: Font.DemiBold
        wrapMode: Text.Wrap
        Accessible.role: Accessible.Heading
    }
    Label {
        width: parent.width
        text: root.report.machine
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        wrapMode: Text.Wrap
    }
    Label {
        objectName: "labWinner"
        width: parent.width
        visible: root.report.winner >= 0
        text: (root.report.winnerSure ? qsTr("Best: %1") : qsTr("Best median: %1; within noise others are as good")).arg(root.report.winnerName)
        color: Theme.colors.accent
        font.pixelSize: Theme.titleSize
        font.weight: Font.DemiBold
        wrapMode: Text.Wrap
    }
    Flow {
        width: parent.width
        spacing: Theme.small

        Button {
            objectName: "applyWinner"
            enabled: root.report.winner >= 0
            highlighted: true
            icon.name: "check"
            text: qsTr("Apply the winner")
            activeFocusOnTab: true
            Accessible.name: text
            Accessible.description: qsTr("%1 is loaded with these settings from then on").arg(root.report.winnerModel)
            onClicked: root.report.apply(root.report.winner)
        }
        Button {
            objectName: "labAgain"
            icon.name: "refresh"
            text: qsTr("Change and measure again")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: root.againRequested()
        }
        Button {
            icon.name: "down"
            text: qsTr("Export…")
            activeFocusOnTab: true
            Accessible.name: qsTr("Export the comparison as JSON")
            onClicked: json.ask()
        }
        Button {
            icon.name: "down"
            text: qsTr("Save the table…")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: csv.ask()
        }
        Button {
            objectName: "closeReport"
            text: qsTr("New comparison")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: root.report.close()
        }
    }
    SaveDialog {
        id: json
        title: qsTr("Export the comparison")
        suffix: "json"
        kind: qsTr("JSON (*.json)")
        exporter: root.report
        onAccepted: root.report.saveJson(selectedFile)
    }
    SaveDialog {
        id: csv
        title: qsTr("Save the table")
        suffix: "csv"
        kind: qsTr("Comma-separated values (*.csv)")
        exporter: root.report
        onAccepted: root.report.saveCsv(selectedFile)
    }
}
