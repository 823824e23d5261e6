// SPDX-License-Identifier: GPL-3.0-or-later
// Finds models on the hub; shows a catalogue for this machine while nothing is searched for.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import Fettle.Parts
import Fettle.Theme
import Fettle.Ui

Column {
    id: root

    required property ModelSearch search
    required property RepositoryFiles repository
    readonly property var orders: [
        {
            text: qsTr("Most downloads"),
            value: ModelSearch.Downloads
        },
        {
            text: qsTr("Trending"),
            value: ModelSearch.Trending
        },
        {
            text: qsTr("Most likes"),
            value: ModelSearch.Likes
        },
        {
            text: qsTr("Newest change"),
            value: ModelSearch.Changed
        }
    ]

    width: parent ? parent.width : 0
    spacing: Theme.small

    GroupTitle {
        text: root.search.catalogue ? qsTr("Good models for this machine") : qsTr("Find models")
    }
    Label {
        width: parent.width
        text: qsTr("From the Hugging Face hub: a name, an author, or an address. Nothing is asked there before you do.")
        color: Theme.colors.textMuted
        wrapMode: Text.Wrap
    }
    Row {
        width: parent.width
        spacing: Theme.small

        SearchField {
            objectName: "hubSearch"
            width: parent.width - order.width - parent.spacing
            placeholderText: qsTr("Search the hub")
            text: root.search.text
            onTextChanged: root.search.text = text
            onCleared: root.search.text = ""
        }
        ComboBox {
            id: order
            width: Theme.field
            textRole: "text"
            valueRole: "value"
            model: root.orders
            currentIndex: root.orders.findIndex(choice => choice.value === root.search.order)
            activeFocusOnTab: true
            Accessible.name: qsTr("Order")
            onActivated: index => root.search.order = root.orders[index].value
        }
    }
    BusyLine {
        width: parent.width
        busy: root.search.busy
        error: root.search.error
        empty: root.search.count === 0 ? qsTr("Nothing was found.") : ""
    }
    Button {
        visible: root.search.error !== ""
        text: qsTr("Try again")
        onClicked: root.search.again()
    }
    Repeater {
        model: root.search

        RepositoryCard {
            width: root.width
            repository: root.repository
        }
    }
    Button {
        visible: root.search.hasMore && !root.search.busy
        text: qsTr("Show more")
        onClicked: root.search.fetchMoreRows()
    }
}
