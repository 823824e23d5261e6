// SPDX-License-Identifier: GPL-3.0-or-later
// Names the model that answers, with its state; opens the picker.
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Button {
    id: root

    required property ModelLibrary library
    readonly property bool loading: library.state === ModelLibrary.Loading
    readonly property bool failed: library.state === ModelLibrary.Failed
    readonly property string words: loading ? qsTr("Loading %1").arg(library.currentName) : library.state === ModelLibrary.Ready ? library.currentName : failed ? qsTr("The model could not be loaded") : qsTr("Choose a model")

    objectName: "modelButton"
    flat: true
    leftPadding: Theme.medium
    rightPadding: Theme.medium
    text: words
    activeFocusOnTab: true
    Accessible.name: qsTr("Model: %1").arg(words)
    ToolTip.visible: hovered && !down
    ToolTip.text: qsTr("Choose a model (Ctrl+L)")

    contentItem: Row {
        spacing: Theme.small

        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.dot
            height: Theme.dot
            radius: width / 2
            color: root.failed ? Theme.colors.danger : root.library.state === ModelLibrary.Ready ? Theme.colors.accent : root.loading ? Theme.colors.warning : Theme.colors.outline
        }
        Label {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, Theme.card)
            text: root.words
            font.weight: Font.Medium
            elide: Text.ElideMiddle
        }
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.iconSmall
            height: Theme.iconSmall
            name: "chevronDown"
            color: Theme.colors.textMuted
        }
    }
    ProgressBar {
        anchors.bottom: parent.bottom
        x: Theme.medium
        width: parent.width - 2 * Theme.medium
        height: Theme.focusWidth
        visible: root.loading
        value: root.library.loadShare
        indeterminate: root.library.loadShare <= 0
    }
}
