// SPDX-License-Identifier: GPL-3.0-or-later
// A table; columns share the width, a wide one scrolls sideways.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Theme

Flickable {
    id: root

    required property list<var> cells // rows of strings; the first is the head
    required property list<var> alignments

    implicitHeight: grid.height
    contentWidth: grid.width
    flickableDirection: Flickable.HorizontalFlick
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    ScrollBar.horizontal: ScrollBar {}

    Column {
        id: grid
        readonly property int columns: root.cells.length > 0 ? root.cells[0].length : 0
        readonly property real share: columns > 0 ? Math.max(Theme.field / 2, root.width / columns) : 0

        Repeater {
            model: root.cells

            Item {
                id: line
                required property int index
                required property var modelData

                width: texts.width
                height: texts.height

                Row {
                    id: texts

                    Repeater {
                        model: line.modelData

                        Label {
                            required property int index
                            required property string modelData

                            width: grid.share
                            padding: Theme.small
                            leftPadding: index === 0 ? 0 : Theme.small
                            text: modelData
                            wrapMode: Text.Wrap
                            horizontalAlignment: root.alignments[index] > 0 ? root.alignments[index] : Text.AlignLeft
                            font.pixelSize: Theme.bodySize
                            font.weight: line.index === 0 ? Font.DemiBold : Font.Normal
                        }
                    }
                }
                Rectangle {
                    y: parent.height - height
                    width: parent.width
                    height: Theme.hairline
                    color: line.index === 0 ? Theme.colors.outline : Theme.colors.line
                }
            }
        }
    }
}
