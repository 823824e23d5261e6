// SPDX-License-Identifier: GPL-3.0-or-later
// Messages of every kind of block and in every state, what can be done with them, and the details card.
import QtQuick
import QtTest
import Fettle.Ui

WindowCase {
    id: root
    name: "messages"

    function openFirst() {
        tryVerify(() => stage.workspace.conversations.count > 0);
        mouseClick(need("conversationRow"));
        tryVerify(() => stage.workspace.chat.messages.count > 0);
    }

    function link() {
        const links = () => findAll(item => item.text === "here" && item.positionToRectangle !== undefined);
        tryVerify(() => links().length === 1);
        return links()[0];
    }

    function test_everyKindAndState() {
        start(stage => stage.seedEveryKind());
        openFirst();
        const view = need("messageView");
        view.positionViewAtBeginning();
        tryVerify(() => shows("What is lost"));
        for (const text of ["bash", "Bits per weight", "hardly any", "2.", "☑", "☐", "•", "A number without its unit is a rumour.\n没有单位的数字只是传闻。"])
            tryVerify(() => shows(text), 2000, text);
        view.positionViewAtEnd();
        for (const text of ["Stopped.", "Interrupted when the app ended."])
            tryVerify(() => shows(text), 2000, text);
        tryVerify(() => findAll(item => String(item.text).startsWith("The conversation has 2,310 tokens")).length > 0);
    }

    function test_thoughtsFold() {
        start(stage => stage.story = "<think>Let me see, slowly.</think>\n\nForty-two.");
        askAndWait("what is it?");
        verify(shows("Forty-two."));
        verify(!shows("Let me see, slowly."));
        const head = need("thoughtHead");
        verify(head.text.startsWith("Thought for"), head.text);
        mouseClick(head);
        tryVerify(() => shows("Let me see, slowly."));
        settle();
        mouseClick(head);
        tryVerify(() => !shows("Let me see, slowly."));
    }

    function test_thinkingIsSaid() {
        start(stage => {
            stage.story = "<think>" + "Let me see. ".repeat(200);
            stage.rate = 100;
        });
        ask("what is it?");
        tryVerify(() => shows("Thinking…"));
        keyClick(Qt.Key_Escape);
        tryVerify(() => shows("Thoughts"));
    }

    function test_badgeOpensTheDetails() {
        start();
        askAndWait("hello");
        const badge = need("badge");
        verify(badge.text.endsWith("tok/s"), badge.text);
        mouseClick(badge);
        tryVerify(() => shows("First token after"));
        for (const name of ["Prompt", "Answer", "Kept from before", "KV cache", "Peak of the process", "The model ended its answer"])
            verify(shows(name), name);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !shows("First token after"));
    }

    function test_detailsFollowThePointer() {
        start();
        askAndWait("hello");
        hover(need("badge"));
        tryVerify(() => shows("First token after"));
        hover(need("composer"));
        tryVerify(() => !shows("First token after"));
    }

    function test_answerAgainKeepsOne() {
        start();
        askAndWait("hello");
        tryVerify(() => named("Answer again", "IconButton"));
        const again = named("Answer again", "IconButton");
        stage.story = "Another answer.";
        mouseClick(again);
        tryVerify(() => shows("Another answer."));
        tryVerify(() => !stage.workspace.chat.busy);
        compare(stage.workspace.chat.messages.count, 2);
    }

    function test_readingShowsItsProgress() {
        start(stage => stage.promptMs = 1500);
        ask("hello");
        tryVerify(() => findAll(item => String(item.text).startsWith("Reading the conversation, ")).length > 0);
        tryVerify(() => !stage.workspace.chat.busy);
    }

    function test_failedAnswerSaysWhy() {
        start();
        stage.failAnswers("The context is too short for this; begin a new conversation.");
        ask("hello");
        tryVerify(() => shows("The context is too short for this; begin a new conversation."));
        tryVerify(() => !stage.workspace.chat.busy);
    }

    function test_linkAsksFirst() {
        start(stage => stage.story = "[here](https://example.org/a/b)");
        askAndWait("hello");
        mouseClick(link(), 8, 10);
        tryVerify(() => shows("It goes to example.org."));
        keyClick(Qt.Key_Escape);
        tryVerify(() => !shows("It goes to example.org."));
    }

    function test_linkOfAnotherSchemeIsRefused() {
        start(stage => stage.story = "[here](file:///etc/passwd)");
        askAndWait("hello");
        mouseClick(link(), 8, 10);
        tryVerify(() => shows("Fettle opens only web and mail addresses."));
        verify(!findAll(item => item.text === "Open").length);
    }

    function test_examplesAsk() {
        start();
        tryVerify(() => shows("What is quantization?"));
        mouseClick(findAll(item => item.text === "What is quantization?")[0]);
        tryCompare(stage.workspace.chat.messages, "count", 2);
        tryVerify(() => !stage.workspace.chat.busy);
    }
}
