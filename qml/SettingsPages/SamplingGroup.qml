// SPDX-License-Identifier: GPL-3.0-or-later
// How the next token is chosen.
import QtQuick
import QtQuick.Controls
import Fettle.Ui

SettingGroup {
    id: root

    required property AppSettings settings

    title: qsTr("Answers")

    SliderSetting {
        objectName: "temperatureSetting"
        first: true
        name: qsTr("Temperature")
        hint: qsTr("Higher is livelier and less certain; 0 always takes the likeliest token and can be repeated.")
        to: 2
        step: 0.05
        value: root.settings.temperature
        onChosen: value => root.settings.temperature = value
    }
    NumberSetting {
        name: qsTr("Top-k")
        hint: qsTr("Only the k likeliest tokens are considered; 0 considers all.")
        value: root.settings.topK
        onChosen: value => root.settings.topK = value
    }
    SliderSetting {
        name: qsTr("Top-p")
        hint: qsTr("Only the likeliest tokens that together reach this share.")
        value: root.settings.topP
        onChosen: value => root.settings.topP = value
    }
    SliderSetting {
        name: qsTr("Min-p")
        hint: qsTr("Drops tokens less likely than this share of the likeliest one.")
        value: root.settings.minP
        onChosen: value => root.settings.minP = value
    }
    SliderSetting {
        name: qsTr("Repeat penalty")
        hint: qsTr("Above 1 makes tokens that were used lately less likely.")
        from: 0.5
        to: 2
        value: root.settings.repeatPenalty
        onChosen: value => root.settings.repeatPenalty = value
    }
    SliderSetting {
        name: qsTr("Presence penalty")
        hint: qsTr("Above 0 favours tokens that have not come up yet.")
        from: -2
        to: 2
        step: 0.1
        value: root.settings.presencePenalty
        onChosen: value => root.settings.presencePenalty = value
    }
    SliderSetting {
        name: qsTr("Frequency penalty")
        hint: qsTr("Above 0 makes a token less likely each time it comes up.")
        from: -2
        to: 2
        step: 0.1
        value: root.settings.frequencyPenalty
        onChosen: value => root.settings.frequencyPenalty = value
    }
    NumberSetting {
        name: qsTr("Seed")
        hint: qsTr("The same seed gives the same answer; -1 takes another one each time.")
        least: -1
        value: root.settings.seed // qmllint disable
        onChosen: value => root.settings.seed = value
    }
    NumberSetting {
        objectName: "maxTokensSetting"
        name: qsTr("Longest answer")
        hint: qsTr("In tokens; 0 sets no limit.")
        value: root.settings.maxTokens
        onChosen: value => root.settings.maxTokens = value
    }
    SettingRow {
        name: qsTr("Reset")
        hint: qsTr("Brings back the values above as they were at first.")

        Button {
            objectName: "resetButton"
            text: qsTr("Reset")
            activeFocusOnTab: true
            Accessible.name: qsTr("Reset the answer settings")
            onClicked: root.settings.resetSampling()
        }
    }
}
