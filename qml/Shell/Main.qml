// SPDX-License-Identifier: GPL-3.0-or-later
// The window. Gets the one Workspace from the app and hands each part the narrow objects that it needs.
import QtQuick
import QtQuick.Controls
import Fettle.Chat
import Fettle.Models
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

ApplicationWindow {
    id: root

    required property Workspace workspace
    property string page: "chat" // "models", "model", "tune", "settings"
    property int themeOverride: -1
    property bool reducedMotion: false
    readonly property bool sidebarShown: workspace.settings.sidebarVisible
    readonly property bool panelShown: workspace.settings.panelVisible && width > Theme.column + Theme.panel

    function goTo(target: string): void {
        page = target;
        if (target === "chat")
            chat.write();
    }
    function newChat(): void {
        workspace.conversations.create();
        goTo("chat");
    }
    function search(): void {
        workspace.settings.sidebarVisible = true;
        sidebar.find();
    }
    function attach(): void {
        goTo("chat");
        chat.attach();
    }
    function newFolder(): void {
        workspace.settings.sidebarVisible = true;
        sidebar.newFolder();
    }
    function showModel(path: string): void {
        workspace.details.open(path);
        goTo("model");
    }
    function show(target: string): void {
        page = page === target ? "chat" : target;
    }

    width: Theme.firstWidth
    height: Theme.firstHeight
    minimumWidth: Theme.leastWidth
    minimumHeight: Theme.leastHeight
    visible: true
    title: qsTr("Fettle")
    color: Theme.colors.surface
    Component.onCompleted: chat.write()

    ThemeBinding {
        settings: root.workspace.settings
        themeOverride: root.themeOverride
        reducedMotion: root.reducedMotion
    }
    Shortcuts {
        onNewChat: root.newChat()
        onSearch: root.search()
        onToggleSidebar: root.workspace.settings.sidebarVisible = !root.sidebarShown
        onTogglePanel: root.workspace.settings.panelVisible = !root.workspace.settings.panelVisible
        onSettings: root.goTo(root.page === "settings" ? "chat" : "settings")
        onChat: root.goTo("chat")
        onChooseModel: top.choose()
        onOpenFile: open.open()
        onHelp: help.open()
        onAnswerAgain: root.workspace.chat.regenerate()
        onContinueAnswer: root.workspace.chat.continueAnswer()
        onAttach: root.attach()
        onNewFolder: root.newFolder()
        onTune: root.goTo("tune")
        onModelPage: root.showModel(root.workspace.library.currentPath)
    }

    Sidebar {
        id: sidebar
        width: root.sidebarShown ? Theme.sidebar : 0
        anchors.top: parent.top
        anchors.bottom: status.top
        visible: root.sidebarShown
        conversations: root.workspace.conversations
        page: root.page
        onPageRequested: page => root.goTo(page)
        onHideRequested: root.workspace.settings.sidebarVisible = false
    }
    Hairline {
        anchors.left: sidebar.right
        anchors.top: parent.top
        anchors.bottom: status.top
        visible: root.sidebarShown
    }
    Item {
        id: middle
        anchors.left: sidebar.right
        anchors.leftMargin: root.sidebarShown ? Theme.hairline : 0
        anchors.right: panel.left
        anchors.top: parent.top
        anchors.bottom: status.top

        TopBar {
            id: top
            width: parent.width
            library: root.workspace.library
            sidebarVisible: root.sidebarShown
            panelVisible: root.panelShown
            onSidebarToggled: root.workspace.settings.sidebarVisible = true
            onPanelToggled: root.workspace.settings.panelVisible = !root.workspace.settings.panelVisible
            onOpenRequested: open.open()
            onModelsRequested: root.goTo("models")
            onDetailsRequested: path => root.showModel(path)
        }
        ChatPage {
            id: chat
            anchors.fill: parent
            anchors.topMargin: top.height
            visible: root.page === "chat"
            enabled: visible
            chat: root.workspace.chat
            presets: root.workspace.presets
            library: root.workspace.library
        }
        Pages {
            anchors.fill: chat
            workspace: root.workspace
            page: root.page
            onOpenRequested: open.open()
            onModelRequested: path => root.showModel(path)
            onPageRequested: page => root.goTo(page)
            onChatRequested: root.newChat()
        }
        NoticeStack {
            anchors.horizontalCenter: parent.horizontalCenter
            y: top.height + Theme.small
            width: Math.min(Theme.popup, parent.width - 2 * Theme.huge)
            notices: root.workspace.notices
        }
    }
    LivePanel {
        id: panel
        x: parent.width - width
        width: root.panelShown ? Theme.panel : 0
        anchors.top: parent.top
        anchors.bottom: status.top
        visible: root.panelShown
        metrics: root.workspace.metrics
    }
    Hairline {
        anchors.right: panel.left
        anchors.top: parent.top
        anchors.bottom: status.top
        visible: root.panelShown
    }
    StatusLine {
        id: status
        anchors.bottom: parent.bottom
        width: parent.width
        library: root.workspace.library
        chat: root.workspace.chat
        onShortcutsRequested: help.open()
    }
    DropSheet {
        anchors.fill: parent
        attachZone: root.page === "chat" ? chat.dropZone : null
        onFilesAttached: files => root.workspace.chat.attachments.add(files)
        onFilesDropped: files => root.workspace.openFiles(files)
    }
    ShortcutsDialog {
        id: help
    }
    OpenModelDialog {
        id: open
        library: root.workspace.library
    }
    Binding {
        target: root.workspace.metrics
        property: "active"
        value: root.panelShown && root.visibility !== Window.Minimized
    }
}
