// SPDX-License-Identifier: GPL-3.0-or-later
// Models: downloads, the files that are known, those of other apps, and what the hub has.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

PageFrame {
    id: root

    required property ModelLibrary library
    required property ModelSearch search
    required property RepositoryFiles repository
    required property DownloadList downloads
    required property FoundModels found
    required property FitPlanner fits

    signal openRequested
    signal detailsRequested(path: string)

    objectName: "modelsPage"
    title: qsTr("Models")
    intro: qsTr("What is on this machine, and what can be fetched. Files stay where they are on your disk; forgetting one removes it only from this list.")
    Component.onCompleted: found.refresh()

    DownloadsGroup {
        downloads: root.downloads
        onLoadRequested: path => root.library.load(path)
    }
    Button {
        icon.name: "folder"
        text: qsTr("Open a file…")
        Accessible.name: text
        onClicked: root.openRequested()
    }
    Label {
        width: parent.width
        visible: root.library.state === ModelLibrary.Failed
        text: root.library.error
        color: Theme.colors.danger
        wrapMode: Text.Wrap
    }
    Column {
        width: parent.width
        spacing: Theme.small

        Repeater {
            model: root.library

            Rectangle {
                id: card
                required property string path
                required property string name
                required property real sizeBytes
                required property bool starter
                required property bool missing
                required property bool current

                width: parent ? parent.width : 0
                height: row.implicitHeight
                radius: Theme.radius
                color: Theme.colors.raised
                border.width: Theme.hairline
                border.color: card.current ? Theme.colors.accent : Theme.colors.line

                ModelRow {
                    id: row
                    anchors.fill: parent
                    leftPadding: Theme.large
                    detailed: true
                    path: card.path
                    fits: root.fits
                    name: card.name
                    sizeBytes: card.sizeBytes
                    starter: card.starter
                    missing: card.missing
                    current: card.current
                    loading: card.current && root.library.state === ModelLibrary.Loading
                    loadShare: root.library.loadShare
                    onLoadRequested: root.library.load(path)
                    onEjectRequested: root.library.eject()
                    onForgetRequested: root.library.forget(path)
                    onDetailsRequested: root.detailsRequested(path)
                }
            }
        }
    }
    FoundGroup {
        found: root.found
        fits: root.fits
        onLoadRequested: path => root.library.load(path)
        onDetailsRequested: path => root.detailsRequested(path)
    }
    FindGroup {
        search: root.search
        repository: root.repository
    }
}
