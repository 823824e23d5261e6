// SPDX-License-Identifier: GPL-3.0-or-later
// How the hub is asked: not at all, at which address, as whom.
import QtQuick
import QtQuick.Controls
import Fettle.Theme
import Fettle.Ui

SettingGroup {
    id: root

    required property HubAccess hub

    title: qsTr("Hugging Face hub")

    SettingRow {
        first: true
        name: qsTr("Stay offline")
        hint: root.hub.offlineForced ? qsTr("The environment says so (HF_HUB_OFFLINE).") : qsTr("Nothing is asked and nothing is downloaded, whatever you click.")

        Switch {
            objectName: "offlineSetting"
            enabled: !root.hub.offlineForced
            checked: root.hub.offline
            activeFocusOnTab: true
            Accessible.name: qsTr("Stay offline")
            onToggled: root.hub.offline = checked
        }
    }
    SettingRow {
        name: qsTr("Address")
        hint: root.hub.endpointError !== "" ? root.hub.endpointError : qsTr("Of the hub or a mirror of it; empty is the usual one.")

        TextField {
            objectName: "endpointSetting"
            width: Theme.card
            text: root.hub.endpoint
            activeFocusOnTab: true
            Accessible.name: qsTr("Address of the hub")
            Accessible.description: root.hub.endpointError
            onEditingFinished: root.hub.endpoint = text
        }
    }
    SettingRow {
        name: qsTr("Token")
        hint: root.hub.tokenForced ? qsTr("From the environment (HF_TOKEN): %1").arg(root.hub.token) : root.hub.tokenError !== "" ? root.hub.tokenError : root.hub.token === "" ? qsTr("For models with conditions. Kept in a file that only you can read, sent to the address above and nowhere else.") : qsTr("In use: %1").arg(root.hub.token)

        Row {
            spacing: Theme.small

            TextField {
                id: field
                objectName: "tokenSetting"
                width: Theme.field
                visible: !root.hub.tokenForced
                echoMode: TextInput.Password
                placeholderText: qsTr("hf_…")
                activeFocusOnTab: true
                Accessible.name: qsTr("Token of the hub")
                Accessible.passwordEdit: true
                onAccepted: save.clicked()
            }
            Button {
                id: save
                objectName: "saveToken"
                visible: !root.hub.tokenForced
                enabled: field.text !== "" || root.hub.token !== ""
                text: field.text !== "" || root.hub.token === "" ? qsTr("Keep") : qsTr("Forget")
                activeFocusOnTab: true
                Accessible.name: field.text !== "" || root.hub.token === "" ? qsTr("Keep the token") : qsTr("Forget the token")
                onClicked: {
                    root.hub.setToken(field.text);
                    field.clear();
                }
            }
        }
    }
}
