// SPDX-License-Identifier: GPL-3.0-or-later
// Asks before a model is removed from the disk; names what that frees, and that it is for good.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Dialog {
    id: root

    required property FoundModels found
    property string path: ""
    property string name: ""
    property real bytes: 0

    objectName: "removalDialog"
    anchors.centerIn: Overlay.overlay
    width: Theme.popup
    modal: true
    focus: true
    title: qsTr("Remove the model?")

    Connections {
        target: root.found
        function onRemovalReady(path: string, name: string, bytes: real): void {
            root.path = path;
            root.name = name;
            root.bytes = bytes;
            root.open();
        }
    }
    contentItem: ColumnLayout {
        spacing: Theme.large

        Label {
            objectName: "removalText"
            Layout.fillWidth: true
            text: qsTr("“%1” is removed from the cache of the hub, which other programs may use as well. That frees %2. It cannot be undone: the model would have to be downloaded again.").arg(root.name).arg(Figures.bytes(root.bytes))
            wrapMode: Text.Wrap
        }
        RowLayout {
            Layout.alignment: Qt.AlignRight
            spacing: Theme.small

            Button {
                objectName: "keepModel"
                focus: true
                text: qsTr("Keep it")
                activeFocusOnTab: true
                Accessible.name: text
                onClicked: root.close()
            }
            Button {
                objectName: "confirmRemoval"
                text: qsTr("Remove it for good")
                activeFocusOnTab: true
                Accessible.name: text
                onClicked: {
                    root.found.remove(root.path);
                    root.close();
                }
            }
        }
    }
}
