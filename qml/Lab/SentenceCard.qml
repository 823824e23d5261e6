// SPDX-License-Identifier: GPL-3.0-or-later
// A card of sentences, gone where there are none.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme

Card {
    id: root

    required property var sentences
    required property string glyph
    property bool unfolded: false
    readonly property int few: 5

    visible: sentences.length > 0

    Repeater {
        model: root.unfolded ? root.sentences : root.sentences.slice(0, root.few)

        Row {
            id: line
            required property string modelData

            width: parent ? (parent as Item).width : 0
            spacing: Theme.small

            Icon {
                id: mark
                name: root.glyph
                color: root.glyph === "warning" ? Theme.colors.warning : Theme.colors.textMuted
            }
            Label {
                width: line.width - mark.width - line.spacing
                text: line.modelData
                wrapMode: Text.Wrap
            }
        }
    }
    Button {
        visible: root.sentences.length > root.few
        implicitHeight: Theme.controlSmall
        text: root.unfolded ? qsTr("Show fewer") : qsTr("Show all %1").arg(root.sentences.length)
        activeFocusOnTab: true
        Accessible.name: text
        onClicked: root.unfolded = !root.unfolded
    }
}
