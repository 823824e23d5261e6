// SPDX-License-Identifier: GPL-3.0-or-later
// Every page with every text from outside being hostile: nothing crashes, nothing is fetched, all of it is shown plainly.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "hostile"

    function test_everyPage_data() {
        return [
            { tag: "image", text: "<img src=http://127.0.0.1:9/x.png>" },
            { tag: "file image", text: "<img src=\"file:///dev/zero\"> ![x](file:///dev/zero) ![y](http://127.0.0.1:9/y.png)" },
            { tag: "bold", text: "<b>bold</b> <a href='http://127.0.0.1:9'>a</a>" },
            { tag: "entity", text: "&lt;img&gt; &amp;" },
            { tag: "long", text: "x".repeat(10000) },
            { tag: "many blocks", text: "x".repeat(30000) },
            { tag: "rtl", text: "مرحبا \u202Eabc\u202C שלום" },
            { tag: "controls", text: "a\u0001b\u001b[31mc\u0007" },
            { tag: "empty", text: "" }
        ];
    }

    function test_everyPage(data) {
        start(stage => {
            stage.seedText(data.text === "" ? " " : data.text);
            stage.nameModel(data.text);
            stage.story = data.text;
        });
        tryVerify(() => stage.workspace.conversations.count > 0);
        mouseClick(need("conversationRow"));
        tryVerify(() => stage.workspace.chat.messages.count > 0);
        wait(50);
        hover(need("conversationRow"));
        mouseClick(need("modelButton"));
        wait(50);
        keyClick(Qt.Key_Escape);
        stage.workspace.library.loadUrl(stage.newModelFile("<img src=x>.gguf"));
        tryVerify(() => stage.workspace.library.state === ModelLibrary.Ready);
        ask(data.text === "" ? "hello" : data.text);
        tryVerify(() => !stage.workspace.chat.busy, 10000);
        for (const page of ["models", "settings", "chat"]) {
            win.page = page;
            wait(50);
        }
        stage.failLoads(data.text === "" ? "?" : data.text);
        stage.workspace.library.reload();
        tryVerify(() => stage.workspace.library.state === ModelLibrary.Failed);
        win.page = "models";
        wait(50);
        stage.workspace.conversations.remove(stage.workspace.conversations.currentId);
        wait(50);
        need("searchField").forceActiveFocus();
        stage.workspace.conversations.searchText = data.text;
        wait(250);
        verify(win.active);
    }
}
