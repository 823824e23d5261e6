// SPDX-License-Identifier: GPL-3.0-or-later
// What the person said: a soft bubble on the right, as wide as its text; what can be done with it below.
import QtQuick
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Item {
    id: root

    required property BlockList blocks
    required property string plainText
    required property int version
    required property int versions
    property var attachments: [] // of { name, tokens }
    property MessageList messages: null // that it is one of, and its row
    property int row: -1
    property Item view: null
    property bool awake: false // under the pointer or in focus
    property bool editable: true
    property bool editing: false
    readonly property real most: width - 2 * Theme.page
    readonly property bool shown: awake || copy.activeFocus || pencil.activeFocus

    signal linkActivated(link: string)
    signal copyRequested
    signal edited(text: string)
    signal versionStepped(step: int)

    function beginEdit(): void {
        editing = editable;
    }
    function endEdit(): void {
        editing = false;
        pencil.forceActiveFocus();
    }

    implicitHeight: files.height + (editing ? editor.height + Theme.large : bubble.height + Theme.controlSmall)

    MessageFiles {
        id: files
        anchors.right: parent.right
        width: root.most
        height: visible ? implicitHeight + Theme.tiny : 0
        attachments: root.attachments
        messages: root.messages
        row: root.row
        view: root.view
    }
    Rectangle {
        id: bubble
        anchors.right: parent.right
        anchors.top: files.bottom
        visible: !root.editing
        width: root.plainText.length > Theme.column ? root.most : Math.min(root.most, ruler.implicitWidth + 2 * Theme.large + Theme.tiny)
        height: column.implicitHeight + 2 * Theme.medium
        radius: Theme.radiusLarge
        color: Theme.colors.bubble

        BlockColumn {
            id: column
            x: Theme.large
            y: Theme.medium
            width: parent.width - 2 * Theme.large
            view: root.view
            blocks: root.blocks
            onLinkActivated: link => root.linkActivated(link)
        }
    }
    Text {
        id: ruler
        visible: false
        text: root.plainText.length > Theme.column ? "" : root.plainText
        textFormat: Text.PlainText
        font.pixelSize: Theme.readingSize
    }
    Row {
        anchors.right: parent.right
        anchors.top: bubble.bottom
        visible: !root.editing

        VersionSwitch {
            version: root.version
            versions: root.versions
            onStepped: step => root.versionStepped(step)
        }
        IconButton {
            id: pencil
            objectName: "editMessage"
            implicitHeight: Theme.controlSmall
            visible: root.editable
            opacity: root.shown ? 1 : 0
            glyph: "pencil"
            text: qsTr("Edit and ask again; the old version is kept")
            onClicked: root.beginEdit()
        }
        CopyButton {
            id: copy
            opacity: root.shown ? 1 : 0
            label: qsTr("Copy the message")
            onCopied: root.copyRequested()
        }
    }
    // Qt 6.4 cannot load a bound component in a Loader, so this one is not bound, and qmllint cannot follow it.
    // qmllint disable unqualified
    Loader {
        id: editor
        anchors.top: files.bottom
        width: parent.width
        active: root.editing
        sourceComponent: EditBox {
            original: root.plainText
            onAccepted: text => {
                root.endEdit();
                root.edited(text);
            }
            onCancelled: root.endEdit()
        }
    }
}
