// SPDX-License-Identifier: GPL-3.0-or-later
// The memory that a model will take: the numbers above, which move with the context and the type of the cache below.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property ModelDetails details
    readonly property int place: Math.round(slider.value)
    readonly property int context: details.contexts[place] ?? 0
    readonly property var plan: details.planned(place, details.cacheType)
    readonly property bool fits: plan.total <= details.availableBytes
    readonly property real scale: Math.max(plan.total, details.availableBytes, 1)

    spacing: Theme.small

    Label {
        id: total
        objectName: "planTotal"
        text: Figures.bytes(root.plan.total)
        color: root.fits ? Theme.colors.text : Theme.colors.danger
        font.family: Theme.display
        font.pixelSize: Theme.displaySize
        font.weight: Font.DemiBold
        Accessible.name: qsTr("%1 of memory with a context of %2 tokens").arg(text).arg(root.context)
    }
    Label {
        objectName: "planFit"
        width: parent.width
        text: root.fits ? qsTr("It fits: %1 are free.").arg(Figures.bytes(root.details.availableBytes)) : qsTr("It does not fit: only %1 are free. Choose a shorter context or a smaller type of cache.").arg(Figures.bytes(root.details.availableBytes))
        color: root.fits ? Theme.colors.textMuted : Theme.colors.danger
        wrapMode: Text.Wrap
    }
    Rectangle {
        id: bar
        width: parent.width
        height: Theme.medium
        radius: Theme.radiusSmall
        color: Theme.colors.sunken
        clip: true

        Row {
            Rectangle {
                width: bar.width * root.plan.weights / root.scale
                height: bar.height
                color: Theme.colors.chartWeights
            }
            Rectangle {
                width: bar.width * root.plan.cache / root.scale
                height: bar.height
                color: Theme.colors.chartCache
            }
            Rectangle {
                width: bar.width * root.plan.scratch / root.scale
                height: bar.height
                color: Theme.colors.chartScratch
            }
        }
    }
    LegendRow {
        width: parent.width
        tone: Theme.colors.chartWeights
        name: qsTr("Weights")
        amount: Figures.bytes(root.plan.weights)
    }
    LegendRow {
        width: parent.width
        tone: Theme.colors.chartCache
        name: qsTr("KV cache")
        amount: Figures.bytes(root.plan.cache)
    }
    LegendRow {
        width: parent.width
        tone: Theme.colors.chartScratch
        name: qsTr("Scratch")
        amount: Figures.bytes(root.plan.scratch)
    }
    RowLayout {
        width: parent.width
        spacing: Theme.medium

        Label {
            text: qsTr("Context")
        }
        Slider {
            id: slider
            objectName: "contextSlider"
            Layout.fillWidth: true
            from: 0
            to: Math.max(1, root.details.contexts.length - 1)
            stepSize: 1
            snapMode: Slider.SnapAlways
            value: root.details.contextPlace(root.details.contextLength)
            activeFocusOnTab: true
            Accessible.name: qsTr("Context in tokens")
            onMoved: root.details.contextLength = root.context
        }
        Label {
            objectName: "planContext"
            text: qsTr("%1 tokens").arg(Figures.integer(root.context))
        }
    }
    RowLayout {
        width: parent.width
        spacing: Theme.medium

        Label {
            Layout.fillWidth: true
            text: qsTr("Type of the KV cache")
        }
        ComboBox {
            objectName: "cacheTypeBox"
            model: root.details.cacheTypes
            currentIndex: root.details.cacheType
            activeFocusOnTab: true
            Accessible.name: qsTr("Type of the KV cache")
            onActivated: index => root.details.cacheType = index
        }
    }
}
