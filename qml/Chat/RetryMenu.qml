// SPDX-License-Identifier: GPL-3.0-or-later
// The models that can give another answer.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Theme
import Fettle.Ui

Menu {
    id: root

    required property ModelLibrary library
    property int row: -1 // of the answer

    signal chosen(row: int, path: string)

    function openAt(anchor: Item, row: int): void {
        root.row = row;
        popup(anchor, 0, anchor.height);
    }

    objectName: "retryMenu"
    width: Theme.card

    Instantiator {
        model: root.library
        delegate: MenuItem {
            required property string path
            required property string name
            required property bool missing
            required property bool current

            enabled: !missing
            icon.name: current ? "check" : "cube"
            text: name
            onTriggered: root.chosen(root.row, path)
        }
        onObjectAdded: (index, object) => root.insertItem(index, object as MenuItem)
        onObjectRemoved: (index, object) => root.removeItem(object as MenuItem)
    }
}
