// SPDX-License-Identifier: GPL-3.0-or-later
// The same prompt, answered by both.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Card {
    id: root

    required property TuneComparison comparison
    required property TuneActivity activity
    readonly property var texts: comparison.texts
    readonly property var errors: comparison.errors
    readonly property var names: [activity.sourceName, activity.targetName]

    title: qsTr("Ask both")

    Label {
        width: parent ? parent.width : 0
        text: qsTr("One after the other, each with its likeliest token every time, so that a difference is the model's.")
        color: Theme.colors.textMuted
        wrapMode: Text.Wrap
    }
    Row {
        width: parent ? parent.width : 0
        spacing: Theme.small

        TextField {
            id: field
            objectName: "bothField"
            width: parent.width - button.width - parent.spacing
            placeholderText: qsTr("A question to both models")
            activeFocusOnTab: true
            Accessible.name: placeholderText
            onAccepted: root.comparison.ask(text)
        }
        Button {
            id: button
            objectName: "askBoth"
            enabled: root.comparison.busy || field.text.trim() !== ""
            text: root.comparison.busy ? qsTr("Stop") : qsTr("Ask")
            activeFocusOnTab: true
            Accessible.name: root.comparison.busy ? qsTr("Stop answering") : qsTr("Ask both models")
            onClicked: root.comparison.busy ? root.comparison.stop() : root.comparison.ask(field.text)
        }
    }
    Row {
        id: sides
        width: parent ? parent.width : 0
        visible: root.comparison.busy || root.texts.some(text => text !== "") || root.errors.some(text => text !== "")
        spacing: Theme.large

        Repeater {
            model: root.names

            Column {
                id: side
                required property int index
                required property string modelData
                readonly property string error: root.errors[index] ?? ""
                readonly property real rate: root.comparison.rates[index] ?? 0

                width: (sides.width - sides.spacing) / 2
                spacing: Theme.tiny

                Label {
                    width: parent.width
                    text: side.modelData
                    font.weight: Font.Medium
                    elide: Text.ElideMiddle
                }
                Label {
                    width: parent.width
                    text: side.rate > 0 ? qsTr("%1 tokens per second").arg(Figures.number(side.rate)) : root.comparison.busy ? qsTr("…") : ""
                    color: Theme.colors.textMuted
                    font.pixelSize: Theme.captionSize
                }
                Label {
                    objectName: "bothAnswer" + side.index
                    width: parent.width
                    text: side.error === "" ? (root.texts[side.index] ?? "") : side.error
                    color: side.error === "" ? Theme.colors.text : Theme.colors.danger
                    wrapMode: Text.WrapAtWordBoundaryOrAnywhere
                    lineHeight: Theme.leadingTight
                }
            }
        }
    }
}
