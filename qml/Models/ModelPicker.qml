// SPDX-License-Identifier: GPL-3.0-or-later
// The sheet under the model button: known files, their state, another file from the disk.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Popup {
    id: root

    required property ModelLibrary library
    readonly property bool loading: library.state === ModelLibrary.Loading

    signal openRequested
    signal pageRequested
    signal detailsRequested(path: string)

    objectName: "modelPicker"
    width: Theme.popup
    padding: Theme.small
    focus: true
    closePolicy: Popup.CloseOnEscape | Popup.CloseOnPressOutsideParent

    contentItem: ColumnLayout {
        spacing: Theme.small

        Label {
            Layout.fillWidth: true
            Layout.margins: Theme.small
            visible: root.library.state === ModelLibrary.Failed
            text: root.library.error
            color: Theme.colors.danger
            font.pixelSize: Theme.smallSize
            wrapMode: Text.Wrap
        }
        ListView {
            id: list
            Layout.fillWidth: true
            Layout.preferredHeight: Math.min(contentHeight, Theme.popup)
            clip: true
            model: root.library
            spacing: Theme.focusWidth
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Models")
            ScrollBar.vertical: ScrollBar {}

            delegate: ModelRow {
                width: ListView.view.width
                loading: current && root.loading
                loadShare: root.library.loadShare
                onLoadRequested: root.library.load(path)
                onEjectRequested: root.library.eject()
                onDetailsRequested: root.detailsRequested(path)
            }
        }
        Label {
            Layout.fillWidth: true
            Layout.margins: Theme.small
            visible: list.count === 0
            text: qsTr("No model file is known yet.")
            color: Theme.colors.textMuted
        }
        Hairline {
            Layout.fillWidth: true
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.tiny

            Button {
                flat: true
                leftPadding: Theme.medium
                rightPadding: Theme.medium
                icon.name: "folder"
                text: qsTr("Open a file…")
                Accessible.name: text
                onClicked: root.openRequested()
            }
            Item {
                Layout.fillWidth: true
            }
            Button {
                flat: true
                leftPadding: Theme.medium
                rightPadding: Theme.medium
                text: qsTr("All models")
                Accessible.name: text
                onClicked: root.pageRequested()
            }
        }
    }
}
