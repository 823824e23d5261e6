// SPDX-License-Identifier: GPL-3.0-or-later
// The downloads, while there are any.
pragma ComponentBehavior: Bound
import QtQuick
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property DownloadList downloads

    signal loadRequested(path: string)

    width: parent ? parent.width : 0
    visible: downloads.count > 0
    spacing: Theme.small

    GroupTitle {
        text: qsTr("Downloads")
    }
    Repeater {
        model: root.downloads

        DownloadRow {
            width: root.width
            onPauseRequested: root.downloads.pause(downloadId)
            onResumeRequested: root.downloads.resume(downloadId)
            onCancelRequested: root.downloads.cancel(downloadId)
            onLoadRequested: root.loadRequested(path)
        }
    }
}
