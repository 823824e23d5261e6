// SPDX-License-Identifier: GPL-3.0-or-later
// The notices, newest below.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property NoticeList notices

    spacing: Theme.small

    Repeater {
        model: root.notices

        NoticeCard {
            width: root.width
            onActed: root.notices.act(noticeId)
            onDismissed: root.notices.dismiss(noticeId)
        }
    }
}
