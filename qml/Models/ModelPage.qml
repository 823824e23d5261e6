// SPDX-License-Identifier: GPL-3.0-or-later
// One model: what it is, what it takes, how it is loaded, where it comes from.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

PageFrame {
    id: root

    required property ModelDetails details
    readonly property bool readable: !details.busy && details.error === ""
    readonly property var kinds: ({
            [ModelDetails.BaseModel]: qsTr("Made from"),
            [ModelDetails.MadeBy]: qsTr("Quantized by"),
            [ModelDetails.Organization]: qsTr("Published by"),
            [ModelDetails.Source]: qsTr("Source"),
            [ModelDetails.Dataset]: qsTr("Data set"),
            [ModelDetails.Fettle]: qsTr("Made by Fettle")
        })

    signal leaveRequested
    signal tuneRequested

    objectName: "modelPage"
    title: details.name
    intro: details.path

    Row {
        spacing: Theme.small

        Button {
            objectName: "backToModels"
            icon.name: "chevronLeft"
            text: qsTr("All models")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: root.leaveRequested()
        }
        Button {
            objectName: "loadThisModel"
            enabled: root.readable && root.details.obstacle === ""
            highlighted: true
            text: qsTr("Load")
            activeFocusOnTab: true
            Accessible.name: qsTr("Load %1").arg(root.details.name)
            onClicked: root.details.load()
        }
        Button {
            objectName: "tuneThisModel"
            enabled: root.readable
            icon.name: "tune"
            text: qsTr("Tune this model")
            activeFocusOnTab: true
            Accessible.name: text
            onClicked: root.tuneRequested()
        }
    }
    Label {
        width: parent.width
        visible: text !== ""
        text: root.details.busy ? qsTr("Reading the file…") : root.details.error !== "" ? root.details.error : root.details.obstacle
        color: root.details.busy ? Theme.colors.textMuted : Theme.colors.danger
        wrapMode: Text.Wrap
    }
    Card {
        visible: root.readable && root.details.contexts.length > 0
        title: qsTr("Memory")

        MemoryPlan {
            width: parent ? parent.width : 0
            details: root.details
        }
    }
    LoadGroup {
        visible: root.readable
        details: root.details
    }
    Card {
        visible: root.readable
        title: qsTr("What it is")

        FactRows {
            width: parent ? parent.width : 0
            details: root.details
        }
    }
    Card {
        visible: root.readable
        title: qsTr("Types of its weights")

        TypePicture {
            width: parent ? parent.width : 0
            details: root.details
        }
    }
    Card {
        visible: root.readable && root.details.lineage.length > 0
        title: qsTr("Where it comes from")

        Repeater {
            model: root.details.lineage

            FactRow {
                required property var modelData

                width: parent ? parent.width : 0
                name: root.kinds[modelData.kind] ?? ""
                value: modelData.text
            }
        }
    }
    Card {
        visible: root.readable
        title: qsTr("Chat template")

        TemplateText {
            width: parent ? parent.width : 0
            source: root.details.chatTemplate
        }
    }
}
