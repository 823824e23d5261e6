// SPDX-License-Identifier: GPL-3.0-or-later
// All that was made of this model here: size to the right, loss upwards, the larger the point the faster. A click loads it.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Card {
    id: root

    required property TuneRoom room
    readonly property TuneVariants variants: room.variants
    readonly property var points: variants.points
    readonly property real fastest: Math.max(1, ...points.map(point => point.speed))

    function words(point: var): string {
        const speed = point.speed > 0 ? qsTr(", %1 tokens per second").arg(Figures.number(point.speed)) : "";
        const loss = point.original ? qsTr("the original") : qsTr("KL divergence %1 ± %2").arg(Figures.decimals(point.kld, 4)).arg(Figures.decimals(point.kldError, 4));
        return qsTr("%1: %2, %3%4").arg(point.name).arg(Figures.bytes(point.bytes)).arg(loss).arg(speed);
    }

    title: qsTr("All variants of this model here")

    Label {
        width: parent ? parent.width : 0
        text: qsTr("Further left is smaller, further down is closer to the original, larger is faster. A click loads it.")
        color: Theme.colors.textMuted
        wrapMode: Text.Wrap
    }
    Item {
        width: parent ? parent.width : 0
        height: Theme.plot + Theme.vast

        Repeater {
            model: root.variants.ticks

            Item {
                id: tick
                required property var modelData

                y: plot.y + plot.height * (1 - modelData.y)
                width: parent ? parent.width : 0

                Hairline {
                    x: plot.x
                    width: plot.width
                }
                Label {
                    width: plot.x - Theme.small
                    y: -height / 2
                    horizontalAlignment: Text.AlignRight
                    text: Figures.decimals(tick.modelData.value, tick.modelData.places)
                    color: Theme.colors.textFaint
                    font.pixelSize: Theme.captionSize
                }
            }
        }
        Item {
            id: plot
            objectName: "variantPlot"
            x: Theme.page + Theme.large
            y: Theme.vast
            width: parent.width - x - Theme.huge
            height: parent.height - y - Theme.huge
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("Size and loss of %1 models").arg(root.points.length)

            Repeater {
                model: root.points

                VariantPoint {
                    required property var modelData

                    objectName: "variantPoint"
                    x: plot.width * modelData.x - width / 2
                    y: plot.height * (1 - modelData.y) - height / 2
                    weight: modelData.speed / root.fastest
                    tone: modelData.original ? Theme.colors.chartCache : Theme.colors.accent
                    words: root.words(modelData)
                    label: modelData.original ? qsTr("original") : modelData.recipe
                    enabled: !modelData.missing
                    current: modelData.path === root.room.activity.target
                    onClicked: root.room.load(modelData.path)
                }
            }
        }
        Label {
            x: plot.x
            anchors.bottom: parent.bottom
            text: qsTr("0 bytes")
            color: Theme.colors.textFaint
            font.pixelSize: Theme.captionSize
        }
        Label {
            x: plot.x + plot.width - width
            anchors.bottom: parent.bottom
            text: Figures.bytes(root.variants.mostBytes)
            color: Theme.colors.textFaint
            font.pixelSize: Theme.captionSize
        }
        Label {
            width: plot.x - Theme.small
            horizontalAlignment: Text.AlignRight
            text: qsTr("nats")
            color: Theme.colors.textFaint
            font.pixelSize: Theme.captionSize
        }
    }
}
