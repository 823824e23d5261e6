// SPDX-License-Identifier: GPL-3.0-or-later
// The pages beside the chat; each is made when it is gone to.
import QtQuick
import Fettle.Models
import Fettle.SettingsPages
import Fettle.Tune
import Fettle.Ui

Item {
    id: root

    required property Workspace workspace
    required property string page

    signal openRequested
    signal modelRequested(path: string)
    signal pageRequested(page: string)
    signal chatRequested // a new one

    // Qt 6.4 cannot load a bound component in a Loader, so these are not bound, and qmllint cannot follow them.
    // qmllint disable unqualified
    Loader {
        anchors.fill: parent
        active: root.page === "models"
        sourceComponent: ModelsPage {
            library: root.workspace.library
            search: root.workspace.modelSearch
            repository: root.workspace.repository
            downloads: root.workspace.downloads
            found: root.workspace.found
            fits: root.workspace.fits
            onOpenRequested: root.openRequested()
            onDetailsRequested: path => root.modelRequested(path)
        }
    }
    Loader {
        anchors.fill: parent
        active: root.page === "model"
        sourceComponent: ModelPage {
            details: root.workspace.details
            onLeaveRequested: root.pageRequested("models")
            onTuneRequested: {
                root.workspace.tune.choose(root.workspace.details.path);
                root.pageRequested("tune");
            }
        }
    }
    Loader {
        anchors.fill: parent
        active: root.page === "tune"
        sourceComponent: TunePage {
            room: root.workspace.tune
            library: root.workspace.library
            onChatRequested: root.chatRequested()
        }
    }
    Loader {
        anchors.fill: parent
        active: root.page === "settings"
        sourceComponent: SettingsPage {
            settings: root.workspace.settings
            library: root.workspace.library
            presets: root.workspace.presets
            hub: root.workspace.hub
            devices: root.workspace.devices
        }
    }
}
