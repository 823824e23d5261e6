// SPDX-License-Identifier: GPL-3.0-or-later
// Asks before a link leaves the app, and names the host that it really goes to.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Theme
import Fettle.Ui

Dialog {
    id: root

    property string link: ""
    readonly property string host: formatter.linkHost(link)

    function ask(target: string): void {
        link = target;
        if (target !== "")
            open();
    }

    anchors.centerIn: Overlay.overlay
    modal: true
    title: host === "" ? qsTr("This link cannot be opened") : qsTr("Open this link in the browser?")

    contentItem: ColumnLayout {
        spacing: Theme.medium

        Label {
            Layout.fillWidth: true
            text: root.host === "" ? qsTr("Fettle opens only web and mail addresses.") : qsTr("It goes to %1.").arg(root.host)
            wrapMode: Text.Wrap
        }
        Label {
            Layout.fillWidth: true
            text: root.link
            color: Theme.colors.textMuted
            font.family: Theme.mono
            font.pixelSize: Theme.captionSize
            wrapMode: Text.WrapAnywhere
            maximumLineCount: 6
            elide: Text.ElideRight
        }
        RowLayout {
            Layout.alignment: Qt.AlignRight
            spacing: Theme.small

            Button {
                text: root.host === "" ? qsTr("Close") : qsTr("Do not open")
                onClicked: root.close()
            }
            Button {
                visible: root.host !== ""
                highlighted: true
                text: qsTr("Open")
                onClicked: {
                    formatter.openLink(root.link);
                    root.close();
                }
            }
        }
    }

    InlineFormatter {
        id: formatter
    }
}
