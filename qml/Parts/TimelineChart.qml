// SPDX-License-Identifier: GPL-3.0-or-later
// The live measurements over time, with the end of the scale written on them. The pointer reads a time, Ctrl and the
// wheel (or the wheel alone, once it has focus) zoom; so do + and -, Left and Right move the pointer, with Shift the
// stretch of time; the space bar holds the picture.
import QtQuick
import QtQuick.Controls
import Fettle.Style as Style
import Fettle.Theme
import Fettle.Parts
import Fettle.Ui

Item {
    id: root

    required property TimeWindow view
    required property string topLabel
    required property string name
    property string value: ""
    property real plotHeight: Theme.chart
    property alias columns: timeline.columns
    property alias colors: timeline.colors
    property alias stacked: timeline.stacked
    property alias enclosing: timeline.enclosing
    property alias leastTop: timeline.leastTop
    readonly property alias scaleTop: timeline.scaleTop
    readonly property real step: 0.02

    function turn(wheel: WheelEvent): void {
        view.zoom(Math.pow(2, -wheel.angleDelta.y / 240));
    }
    function go(event: KeyEvent, direction: int): void {
        event.modifiers & Qt.ShiftModifier ? view.pan(direction / 4) : view.point(direction * step);
    }

    implicitHeight: plotHeight + axis.height + Theme.tiny
    activeFocusOnTab: true
    Accessible.role: Accessible.Graphic
    Accessible.name: name
    Accessible.description: value
    Accessible.focusable: true
    Keys.onLeftPressed: event => go(event, -1)
    Keys.onRightPressed: event => go(event, 1)
    Keys.onSpacePressed: view.paused = !view.paused
    Keys.onEscapePressed: view.pointed = -1
    Keys.onPressed: event => {
        event.accepted = event.text === "+" || event.text === "-";
        if (event.accepted)
            view.zoom(event.text === "+" ? 0.5 : 2);
    }

    Style.FocusRing {
        anchors.bottomMargin: axis.height
        inner: Theme.tiny
        shown: root.activeFocus
    }
    Timeline {
        id: timeline
        width: parent.width
        height: root.plotHeight
        view: root.view
        gridColor: Theme.colors.line
        clip: true

        HoverHandler {
            id: pointer
            onPointChanged: root.view.pointed = hovered ? Math.max(0, Math.min(1, point.position.x / timeline.width)) : root.view.pointed
            onHoveredChanged: root.view.pointed = hovered ? root.view.pointed : -1
        }
        TapHandler {
            onTapped: root.forceActiveFocus(Qt.MouseFocusReason)
        }
        WheelHandler {
            acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
            acceptedModifiers: root.activeFocus ? Qt.KeyboardModifierMask : Qt.ControlModifier
            onWheel: event => root.turn(event)
        }
        Rectangle {
            visible: root.view.pointed >= 0
            x: Math.round(root.view.pointed * (parent.width - width))
            width: Theme.hairline
            height: parent.height
            color: Theme.colors.textMuted
        }
    }
    Label {
        x: parent.width - width
        y: Theme.tiny
        leftPadding: Theme.tiny
        rightPadding: Theme.tiny
        text: root.topLabel
        color: Theme.colors.textMuted
        font.pixelSize: Theme.captionSize

        background: Rectangle {
            radius: Theme.tiny
            color: Theme.colors.window
            opacity: 0.85
        }
    }
    Label {
        id: axis
        y: root.plotHeight + Theme.tiny
        text: qsTr("%1 ago").arg(Figures.duration(root.view.span + root.view.endsAgo))
        color: Theme.colors.textFaint
        font.pixelSize: Theme.captionSize
    }
    Label {
        anchors.horizontalCenter: parent.horizontalCenter
        y: axis.y
        visible: root.view.pointed >= 0
        text: qsTr("%1 ago").arg(Figures.duration(root.view.secondsAgo))
        color: Theme.colors.text
        font.pixelSize: Theme.captionSize
    }
    Label {
        x: parent.width - width
        y: axis.y
        text: root.view.endsAgo > 0.5 ? qsTr("%1 ago").arg(Figures.duration(root.view.endsAgo)) : root.view.paused ? qsTr("paused") : qsTr("now")
        color: Theme.colors.textFaint
        font.pixelSize: Theme.captionSize
    }
}
