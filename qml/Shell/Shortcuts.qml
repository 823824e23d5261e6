// SPDX-License-Identifier: GPL-3.0-or-later
// The one table of shortcuts. No bare key does anything that destroys.
import QtQuick

Item {
    id: root

    signal newChat
    signal search
    signal toggleSidebar
    signal togglePanel
    signal settings
    signal chat
    signal chooseModel
    signal openFile
    signal help
    signal answerAgain
    signal continueAnswer
    signal attach
    signal newFolder
    signal modelPage
    signal tune

    Shortcut {
        sequences: ["Ctrl+N", "Ctrl+Shift+O"]
        onActivated: root.newChat()
    }
    Shortcut {
        sequence: "Ctrl+Shift+N"
        onActivated: root.newFolder()
    }
    Shortcut {
        sequence: "Ctrl+I"
        onActivated: root.modelPage()
    }
    Shortcut {
        sequence: "Ctrl+T"
        onActivated: root.tune()
    }
    Shortcut {
        sequence: "Ctrl+K"
        onActivated: root.search()
    }
    Shortcut {
        sequence: "Ctrl+B"
        onActivated: root.toggleSidebar()
    }
    Shortcut {
        sequence: "Ctrl+J"
        onActivated: root.togglePanel()
    }
    Shortcut {
        sequence: "Ctrl+,"
        onActivated: root.settings()
    }
    Shortcut {
        sequence: "Ctrl+1"
        onActivated: root.chat()
    }
    Shortcut {
        sequence: "Ctrl+L"
        onActivated: root.chooseModel()
    }
    Shortcut {
        sequence: "Ctrl+O"
        onActivated: root.openFile()
    }
    Shortcut {
        sequence: "Ctrl+R"
        onActivated: root.answerAgain()
    }
    Shortcut {
        sequences: ["Alt+Return", "Alt+Enter"]
        onActivated: root.continueAnswer()
    }
    Shortcut {
        sequence: "Ctrl+U"
        onActivated: root.attach()
    }
    Shortcut {
        sequence: "Ctrl+/"
        onActivated: root.help()
    }
}
