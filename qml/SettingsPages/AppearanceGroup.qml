// SPDX-License-Identifier: GPL-3.0-or-later
// Theme, language, size of text.
import QtQuick
import Fettle.Ui

SettingGroup {
    id: root

    required property AppSettings settings

    title: qsTr("Appearance")

    ChoiceSetting {
        objectName: "themeSetting"
        first: true
        name: qsTr("Theme")
        hint: qsTr("Light, dark, or as the desktop has it.")
        value: root.settings.theme
        choices: [
            {
                text: qsTr("As the desktop"),
                value: 0
            },
            {
                text: qsTr("Light"),
                value: 1
            },
            {
                text: qsTr("Dark"),
                value: 2
            }
        ]
        onChosen: value => root.settings.theme = value
    }
    ChoiceSetting {
        objectName: "contrastSetting"
        name: qsTr("Contrast")
        hint: qsTr("High: black and white, with visible borders.")
        value: root.settings.highContrast
        choices: [
            {
                text: qsTr("Usual"),
                value: false
            },
            {
                text: qsTr("High"),
                value: true
            }
        ]
        onChosen: value => root.settings.highContrast = value
    }
    ChoiceSetting {
        objectName: "languageSetting"
        name: qsTr("Language")
        hint: qsTr("Of the window. A model answers in the language that it knows.")
        value: root.settings.language
        choices: [
            {
                text: qsTr("As the desktop"),
                value: ""
            },
            {
                text: qsTr("English"),
                value: "en"
            },
            {
                text: qsTr("Chinese"),
                value: "zh_CN"
            }
        ]
        onChosen: value => root.settings.language = value
    }
    ChoiceSetting {
        objectName: "textSizeSetting"
        name: qsTr("Text size")
        hint: qsTr("Of everything in the window.")
        value: root.settings.fontScale
        choices: [
            {
                text: qsTr("Small"),
                value: 0.9
            },
            {
                text: qsTr("Usual"),
                value: 1
            },
            {
                text: qsTr("Large"),
                value: 1.15
            },
            {
                text: qsTr("Larger"),
                value: 1.3
            },
            {
                text: qsTr("Largest"),
                value: 1.6
            },
            {
                text: qsTr("Double"),
                value: 2
            }
        ]
        onChosen: value => root.settings.fontScale = value
    }
}
