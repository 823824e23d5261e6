// SPDX-License-Identifier: GPL-3.0-or-later
// Where models run, and whether a GPU there computes as it should.
import QtQuick
import QtQuick.Controls
import Fettle.Theme
import Fettle.Ui

SettingGroup {
    id: root

    required property AppSettings settings
    required property DeviceChoice devices

    title: qsTr("Device")
    Component.onCompleted: root.devices.look()

    ChoiceSetting {
        objectName: "deviceSetting"
        name: qsTr("Where models run")
        hint: qsTr("Automatic takes a GPU that was verified, else the processor. Counts from the next load on.")
        first: true
        choices: root.devices.choices
        value: root.settings.device
        onChosen: value => root.settings.device = value
    }
    SettingRow {
        name: qsTr("Verify this GPU")
        hint: qsTr("Compares what the GPU computes with the processor, operation by operation; it takes a few minutes. The result holds until the driver changes.")
        visible: root.devices.canVerify

        Button {
            objectName: "verifyDevice"
            text: root.devices.verifying ? qsTr("Stop") : qsTr("Verify")
            activeFocusOnTab: true
            Accessible.name: root.devices.verifying ? qsTr("Stop verifying the GPU") : qsTr("Verify this GPU")
            onClicked: root.devices.verifying ? root.devices.stop() : root.devices.verify()
        }
    }
    Label {
        objectName: "deviceSentence"
        width: parent.width
        visible: text !== ""
        bottomPadding: Theme.medium
        text: root.devices.verifying ? qsTr("%1 checks done …").arg(root.devices.checksDone) : root.devices.verdict || root.devices.reason
        textFormat: Text.PlainText
        color: Theme.colors.textMuted
        font.pixelSize: Theme.smallSize
        wrapMode: Text.Wrap
    }
}
