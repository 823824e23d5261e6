// SPDX-License-Identifier: GPL-3.0-or-later
// Where a conversation can be moved to.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls

Menu {
    id: root

    required property var folders // of { id, name }
    required property var current // 0: in none

    signal chosen(folder: var)
    signal newRequested

    title: qsTr("Move to a folder")

    Instantiator {
        model: root.folders
        delegate: MenuItem {
            required property var modelData

            icon.name: modelData.id === root.current ? "check" : "folder"
            text: modelData.name
            onTriggered: root.chosen(modelData.id)
        }
        onObjectAdded: (index, object) => root.insertItem(index, object as MenuItem)
        onObjectRemoved: (index, object) => root.removeItem(object as MenuItem)
    }
    MenuItem {
        icon.name: "close"
        enabled: root.current > 0
        text: qsTr("Out of its folder")
        onTriggered: root.chosen(0)
    }
    MenuItem {
        icon.name: "plus"
        text: qsTr("New folder…")
        onTriggered: root.newRequested()
    }
}
