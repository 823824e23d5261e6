// SPDX-License-Identifier: GPL-3.0-or-later
// All settings; each counts at once.
import QtQuick
import Fettle.Parts
import Fettle.Ui

PageFrame {
    id: root

    required property AppSettings settings
    required property ModelLibrary library
    required property PresetList presets
    required property DeviceChoice devices
    required property HubAccess hub

    objectName: "settingsPage"
    title: qsTr("Settings")
    intro: qsTr("Everything counts at once and stays on this machine.")

    AppearanceGroup {
        settings: root.settings
    }
    PresetsGroup {
        presets: root.presets
    }
    SamplingGroup {
        settings: root.settings
    }
    DeviceGroup {
        settings: root.settings
        devices: root.devices
    }
    ModelGroup {
        settings: root.settings
        onReloadRequested: root.library.reload()
    }
    HubGroup {
        hub: root.hub
    }
}
