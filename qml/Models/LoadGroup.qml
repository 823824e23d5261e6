// SPDX-License-Identifier: GPL-3.0-or-later
// How one model is loaded; remembered with it.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Card {
    id: root

    required property ModelDetails details

    title: qsTr("How it is loaded")

    Label {
        width: parent ? parent.width : 0
        text: qsTr("Remembered for this model, with the context and the cache above; counts from the next load on.")
        color: Theme.colors.textMuted
        wrapMode: Text.Wrap
    }
    RowLayout {
        width: parent ? parent.width : 0

        Label {
            Layout.fillWidth: true
            text: qsTr("Threads of the processor; 0 takes what the settings say")
            wrapMode: Text.Wrap
        }
        TextField {
            objectName: "modelThreads"
            Layout.preferredWidth: Theme.field / 2
            text: root.details.threads
            inputMethodHints: Qt.ImhDigitsOnly
            validator: IntValidator {
                bottom: 0
                top: 256
            }
            Accessible.name: qsTr("Threads")
            onEditingFinished: root.details.threads = Number(text)
        }
    }
    RowLayout {
        width: parent ? parent.width : 0

        Label {
            Layout.fillWidth: true
            text: qsTr("Where it runs")
        }
        ComboBox {
            objectName: "modelDevice"
            model: [qsTr("As the settings say"), qsTr("On the GPU")]
            currentIndex: root.details.onGpu ? 1 : 0
            activeFocusOnTab: true
            Accessible.name: qsTr("Where it runs")
            onActivated: index => root.details.onGpu = index === 1
        }
    }
    RowLayout {
        width: parent ? parent.width : 0
        visible: root.details.onGpu

        Label {
            Layout.fillWidth: true
            text: qsTr("Layers on the GPU, the last ones; -1 is as many as fit")
            wrapMode: Text.Wrap
        }
        TextField {
            objectName: "modelGpuLayers"
            Layout.preferredWidth: Theme.field / 2
            text: root.details.gpuLayers
            validator: IntValidator {
                bottom: -1
                top: 1024
            }
            Accessible.name: qsTr("Layers on the GPU")
            onEditingFinished: root.details.gpuLayers = Number(text)
        }
    }
}
