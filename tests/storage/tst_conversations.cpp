// SPDX-License-Identifier: GPL-3.0-or-later
// Conversations: the tree, the one ending of an answer, undo, and search with anything that can be typed.
#include "database_fixture.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <random>

using storage::AnswerMetrics;
using storage::Conversation;
using storage::Conversations;
using storage::ErrorKind;
using storage::Id;
using storage::Message;
using storage::MessageState;
using storage::Milliseconds;
using storage::Role;
using storage::SearchHit;

namespace
{

struct Chats : DatabaseFixture {
    Milliseconds now = 1'000'000;
    std::unique_ptr<Conversations> chats;

    Chats() : DatabaseFixture(InMemory) { reopen(); }
    void reopen()
    {
        chats = std::make_unique<Conversations>(open(), [this] { return now++; });
    }
    Conversations* operator->() { return chats.get(); }

    Id say(Id conversation, Id parent, const std::string& text, Role role = Role::User)
    {
        return chats->appendMessage({conversation, parent, role, text, {}});
    }
    // The texts of the path, joined, to compare at a glance.
    std::string path(Id leaf, std::int64_t limit = -1)
    {
        std::string all;
        for (const Message& message : chats->path(leaf, limit))
            all += (all.empty() ? "" : "/") + message.text;
        return all;
    }
    // The matched pieces of a search, as they stand in the snippets.
    std::vector<std::string> found(const std::string& query)
    {
        std::vector<std::string> pieces;
        for (const SearchHit& hit : chats->search(query)) {
            for (const auto& match : hit.matches)
                pieces.push_back(hit.snippet.substr(match.begin, match.end - match.begin));
        }
        return pieces;
    }
};

template <class Operation>
int kindOf(Operation&& operation)
{
    return int(errorOf(operation).value().kind());
}

using Pieces = std::vector<std::string>;

AnswerMetrics someMetrics()
{
    return {50,
            12,
            200,
            0.15,
            0.12,
            4.25, 1.5,
            "stop",
            "CPU, 2 threads",
            1'500'000'000,
            22'000'000,
            3'000'000,
            400'000,
            "{\"temperature\":0.7}"};
}

} // namespace

class TestConversations : public QObject
{
    Q_OBJECT

private slots:
    void listIsNewestFirst();
    void fieldsSurviveReopening();
    void messagesFormATree();
    void endedAnswersGoOn();
    void pathsAreCopied();
    void longPathsOpenByTheirEnd();
    void parentsStayInTheirConversation();
    void answersHaveOneEnding();
    void interruptedAnswersAreMarked();
    void removeCanBeUndoneFor30Days();
    void missingIdsAreNotFound();
    void anyBytesComeBack();
    void searchAsOneTypes();
    void searchFollowsChanges();
    void searchInChinese();
    void snippetsPointAtTheMatches();
    void hostileQueries_data();
    void hostileQueries();
    void randomQueriesNeverFail();
};

void TestConversations::listIsNewestFirst()
{
    Chats chats;
    const Id first = chats->create("first");
    const Id second = chats->create("second");
    const Id third = chats->create("third");
    chats.say(first, 0, "now the newest");
    chats->setPinned(second, true);
    chats->rename(third, "renaming is no news");
    const auto list = chats->list();
    QCOMPARE(list.size(), std::size_t(3));
    QCOMPARE(list[0].id, second);
    QCOMPARE(list[1].id, first);
    QCOMPARE(list[2].title, std::string("renaming is no news"));
    QCOMPARE(list[1].messageCount, 1);
    QCOMPARE(list[2].messageCount, 0);
    QCOMPARE(chats->list(2).size(), std::size_t(2));
}

void TestConversations::fieldsSurviveReopening()
{
    Chats chats;
    const Id id = chats->create("title", "be brief");
    chats->setModel(id, "/models/a.gguf", "A");
    chats->saveDraft(id, "half a thou");
    const Id question = chats.say(id, 0, "hello");
    QVERIFY(chats->find(id)->draft.empty()); // sent, in the same transaction
    chats->saveDraft(id, "the next");
    const Id answer = chats->beginAnswer(id, question, "A");
    QCOMPARE(chats->find(id)->draft, std::string("the next")); // typed while the answer comes
    chats->finishAnswer(answer, "hi", MessageState::Complete, someMetrics());
    chats.reopen();

    const auto conversation = chats->find(id);
    QVERIFY(conversation);
    QCOMPARE(conversation->systemPrompt, std::string("be brief"));
    QCOMPARE(conversation->modelPath, std::string("/models/a.gguf"));
    QCOMPARE(conversation->modelName, std::string("A"));
    QCOMPARE(conversation->leaf, answer);
    QVERIFY(conversation->updated > conversation->created);
    const auto message = chats->message(answer);
    QVERIFY(message && message->metrics);
    QVERIFY(*message->metrics == someMetrics());
    QCOMPARE(message->modelName, std::string("A"));
    QCOMPARE(message->parent, question);
    QVERIFY(!chats->message(question)->metrics);
}

void TestConversations::messagesFormATree()
{
    Chats chats;
    const Id id = chats->create("tree");
    const Id question = chats.say(id, 0, "q");
    const Id answer = chats.say(id, question, "a", Role::Assistant);
    const Id again = chats.say(id, question, "b", Role::Assistant);
    const Id deep = chats.say(id, answer, "deep");
    const Id edited = chats.say(id, 0, "q2");
    QCOMPARE(chats.path(deep), std::string("q/a/deep"));
    QCOMPARE(chats.path(again), std::string("q/b"));
    QCOMPARE(chats.path(edited), std::string("q2"));
    QCOMPARE(chats.path(0), std::string());
    QCOMPARE(chats->find(id)->leaf, edited);
    QVERIFY(chats->siblings(again) == (std::vector<Id>{answer, again}));
    QVERIFY(chats->siblings(question) == (std::vector<Id>{question, edited})); // roots are versions too
    QVERIFY(chats->siblings(4711).empty());
    QCOMPARE(chats->path(again)[1].version, 1);
    QCOMPARE(chats->path(again)[1].versions, 2);
    QCOMPARE(chats->path(deep)[2].versions, 1);
    QCOMPARE(chats->newestLeafBelow(question), again);
    QCOMPARE(chats->newestLeafBelow(answer), deep);
    QCOMPARE(chats->newestLeafBelow(deep), deep);
    chats->setLeaf(id, deep);
    QCOMPARE(chats->find(id)->leaf, deep);
    chats->setLeaf(id, 0);
    QCOMPARE(chats->find(id)->leaf, 0);
}

void TestConversations::endedAnswersGoOn()
{
    Chats chats;
    const Id id = chats->create("c");
    const Id question = chats.say(id, 0, "question");
    const Id answer = chats->beginAnswer(id, question, "A");
    QCOMPARE(kindOf([&] { chats->reopenAnswer(answer); }), int(ErrorKind::NotFound)); // it streams
    QCOMPARE(kindOf([&] { chats->reopenAnswer(question); }), int(ErrorKind::NotFound));
    chats->finishAnswer(answer, "begun", MessageState::Failed, AnswerMetrics{}, "A reason.");
    chats->setLeaf(id, question);
    QVERIFY(!chats->search("begun").empty());
    chats->reopenAnswer(answer);
    const Message open = chats->message(answer).value();
    QCOMPARE(open.text, std::string("begun"));
    QVERIFY(open.state == MessageState::Streaming);
    QVERIFY(open.error.empty() && !open.metrics);
    QCOMPARE(chats->find(id)->leaf, answer);
    QVERIFY(chats->search("begun").empty()); // found again once it has ended
    chats->finishAnswer(answer, "begun and ended", MessageState::Complete);
    QCOMPARE(chats->search("ended").size(), std::size_t(1));
}

void TestConversations::pathsAreCopied()
{
    Chats chats;
    const Id id = chats->create("c", "Be brief.");
    chats->setModel(id, "/m.gguf", "M");
    const Id question = chats.say(id, 0, "question");
    const Id answer = chats->beginAnswer(id, question, "A");
    AnswerMetrics metrics;
    metrics.generatedTokens = 7;
    chats->finishAnswer(answer, "answer", MessageState::Complete, metrics);
    const Id later = chats.say(id, answer, "later");
    const Id copy = chats->copyPath(answer, "branch");
    const Conversation made = chats->find(copy).value();
    QCOMPARE(made.title, std::string("branch"));
    QCOMPARE(made.systemPrompt, std::string("Be brief."));
    QCOMPARE(made.modelPath, std::string("/m.gguf"));
    QCOMPARE(made.messageCount, std::int64_t{2});
    const auto path = chats->path(made.leaf);
    QCOMPARE(path.size(), std::size_t(2));
    QCOMPARE(path[1].text, std::string("answer"));
    QVERIFY(path[1].metrics == metrics);
    QVERIFY(path[1].id != answer);
    QCOMPARE(chats->find(id)->leaf, later);
    QCOMPARE(chats->find(id)->messageCount, std::int64_t{3});
    QCOMPARE(kindOf([&] { chats->copyPath(4711, "none"); }), int(ErrorKind::NotFound));
    chats.database->check();
}

void TestConversations::longPathsOpenByTheirEnd()
{
    Chats chats;
    const Id id = chats->create("long");
    Id leaf = 0;
    SQLite::Transaction batch(chats.database->connection()); // one sync for all: only the fixture does this
    {
        SQLite::Statement insert(chats.database->connection(),
                                 "INSERT INTO messages(conversation, parent, role, state, created, text)"
                                 " VALUES(?1, nullif(?2, 0), 'user', 'complete', 0, ?3)");
        for (int i = 0; i < 5000; ++i) {
            insert.bind(1, id);
            insert.bind(2, leaf);
            insert.bind(3, std::to_string(i));
            insert.exec();
            insert.reset();
            leaf = chats.database->connection().getLastInsertRowid();
        }
    }
    batch.commit();
    QCOMPARE(chats->path(leaf).size(), std::size_t(5000));
    QCOMPARE(chats.path(leaf, 3), std::string("4997/4998/4999"));
    const Id before = chats->path(leaf, 3).front().parent;
    QCOMPARE(chats.path(before, 2), std::string("4995/4996"));
    QVERIFY(chats->path(leaf, 0).empty());
    // Deeper than SQLite's cascades may go.
    chats->remove(id);
    chats.now += Conversations::kKeepDeleted + 1;
    QCOMPARE(chats->purge(), 1);
    QVERIFY(!chats->message(leaf));
    QCOMPARE(wholeCheck(*chats.database), std::string("ok"));
}

void TestConversations::parentsStayInTheirConversation()
{
    Chats chats;
    const Id one = chats->create("one");
    const Id two = chats->create("two");
    const Id message = chats.say(one, 0, "mine");
    QCOMPARE(kindOf([&] { chats.say(two, message, "stolen"); }), int(ErrorKind::NotFound));
    QCOMPARE(kindOf([&] { chats->setLeaf(two, message); }), int(ErrorKind::NotFound));
    QCOMPARE(kindOf([&] { chats.say(4711, 0, "nowhere"); }), int(ErrorKind::NotFound));
    QCOMPARE(kindOf([&] { chats->beginAnswer(one, 4711, "A"); }), int(ErrorKind::NotFound));
    QCOMPARE(chats->find(two)->messageCount, 0);
    QCOMPARE(chats->find(two)->leaf, 0);
}

void TestConversations::answersHaveOneEnding()
{
    Chats chats;
    const Id id = chats->create("answers");
    const Id question = chats.say(id, 0, "q");
    for (const MessageState state : {MessageState::Complete, MessageState::Stopped, MessageState::Failed}) {
        const Id answer = chats->beginAnswer(id, question, "A");
        QVERIFY(chats->message(answer)->state == MessageState::Streaming);
        chats->updateAnswer(answer, "so");
        chats->updateAnswer(answer, "so far");
        QCOMPARE(chats->message(answer)->text, std::string("so far"));
        const bool failed = state == MessageState::Failed;
        chats->finishAnswer(answer, "so far, so good", state, std::nullopt, failed ? "It broke." : "");
        QVERIFY(chats->message(answer)->state == state);
        QCOMPARE(chats->message(answer)->error, std::string(failed ? "It broke." : ""));
        // A late flush of the worker must not reopen or change it.
        QVERIFY(errorOf([&] { chats->updateAnswer(answer, "late"); })->kind() == ErrorKind::NotFound);
        QVERIFY(errorOf([&] { chats->finishAnswer(answer, "late", MessageState::Failed); }));
        QCOMPARE(chats->message(answer)->text, std::string("so far, so good"));
    }
    AnswerMetrics odd = someMetrics();
    odd.decodeSeconds = std::nan("");
    const Id answer = chats->beginAnswer(id, question, "A");
    chats->finishAnswer(answer, "x", MessageState::Complete, odd);
    QCOMPARE(chats->message(answer)->metrics->decodeSeconds, 0.0);
}

void TestConversations::interruptedAnswersAreMarked()
{
    Chats chats;
    const Id id = chats->create("interrupted");
    const Id question = chats.say(id, 0, "q");
    const Id answer = chats->beginAnswer(id, question, "A");
    chats->updateAnswer(answer, "half a sent");
    chats.reopen();
    QCOMPARE(chats->markInterrupted(), 1);
    QCOMPARE(chats->markInterrupted(), 0);
    QVERIFY(chats->message(answer)->state == MessageState::Interrupted);
    QCOMPARE(chats->message(answer)->text, std::string("half a sent"));
    QVERIFY(chats.found("half a") == (Pieces{"half", "a"}));
}

void TestConversations::removeCanBeUndoneFor30Days()
{
    Chats chats;
    const Id kept = chats->create("kept");
    const Id gone = chats->create("gone");
    const Id message = chats.say(gone, 0, "precious words");
    chats->remove(gone);
    QCOMPARE(chats->list().size(), std::size_t(1));
    QVERIFY(chats->search("precious").empty());
    QVERIFY(chats->search("gone").empty());
    const Milliseconds removed = *chats->find(gone)->deleted;
    chats->remove(gone); // does not start the 30 days again
    QCOMPARE(*chats->find(gone)->deleted, removed);

    chats.now = removed + Conversations::kKeepDeleted - 10;
    QCOMPARE(chats->purge(), 0);
    chats->restore(gone);
    QCOMPARE(chats->list().size(), std::size_t(2));
    QCOMPARE(chats.path(message), std::string("precious words"));
    QCOMPARE(chats->search("precious").size(), std::size_t(1));

    chats->remove(gone);
    chats.now += Conversations::kKeepDeleted + 10;
    QCOMPARE(chats->purge(), 1);
    QVERIFY(!chats->find(gone));
    QVERIFY(!chats->message(message));
    QVERIFY(chats->find(kept));
    QVERIFY(errorOf([&] { chats->restore(gone); })->kind() == ErrorKind::NotFound);
    QVERIFY(chats->create("new") > gone); // ids are never used again
    QCOMPARE(wholeCheck(*chats.database), std::string("ok"));
}

void TestConversations::missingIdsAreNotFound()
{
    Chats chats;
    for (const Id id : {Id{0}, Id{-1}, Id{4711}}) {
        QVERIFY(!chats->find(id) && !chats->message(id) && chats->path(id).empty());
        QCOMPARE(chats->newestLeafBelow(id), 0);
        for (const auto& operation : std::vector<std::function<void()>>{
                 [&] { chats->rename(id, "x"); }, [&] { chats->remove(id); }, [&] { chats->saveDraft(id, "x"); },
                 [&] { chats->updateAnswer(id, "x"); }, [&] { chats->setLeaf(id, 0); }}) {
            const auto error = errorOf(operation);
            QVERIFY(error && error->kind() == ErrorKind::NotFound);
            QVERIFY(std::string(error->what()).find(chats.file.string()) != std::string::npos);
        }
    }
}

void TestConversations::anyBytesComeBack()
{
    Chats chats;
    std::string all(256, '\0');
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = char(i);
    const std::vector<std::string> texts{std::string("before\0after", 12),
                                         std::string(1, '\0'),
                                         "\xff\xfe\x80",
                                         all,
                                         "\xed\xa0\x80 lone surrogate",
                                         "\xf0\x9f\x98",
                                         std::string(3'000'000, 'x'),
                                         "<img src=x>",
                                         "'; DROP TABLE messages; --",
                                         ""};
    for (const std::string& text : texts) {
        const Id id = chats->create(text, text);
        chats->saveDraft(id, text);
        QCOMPARE(chats->find(id)->draft, text);
        const Id question = chats.say(id, 0, text);
        const Id answer = chats->beginAnswer(id, question, text);
        chats->updateAnswer(answer, text);
        QVERIFY(chats->message(answer)->text == text);
        chats->finishAnswer(answer, text, MessageState::Failed, std::nullopt, text);
        chats.reopen();
        QVERIFY(chats->find(id)->title == text && chats->find(id)->systemPrompt == text);
        QVERIFY(chats->message(question)->text == text);
        QVERIFY(chats->message(answer)->text == text && chats->message(answer)->error == text);
    }
    QCOMPARE(wholeCheck(*chats.database), std::string("ok"));
    QVERIFY(chats.found("after") == (Pieces{"after", "after", "after"})); // behind a NUL: title, question and answer
}

void TestConversations::searchAsOneTypes()
{
    Chats chats;
    const Id id = chats->create("Trimming a model");
    chats.say(id, 0, "How do I Quantize a llama? C++ or Caf\xc3\xa9.");
    chats.say(id, 0, "quantum of solace");
    for (const char* typed : {"q", "qu", "qua", "quan", "quant"})
        QCOMPARE(chats->search(typed).size(), std::size_t(2));
    QVERIFY(chats.found("quanti") == Pieces{"Quantize"});
    QVERIFY(chats.found("QUANTIZE ll") == (Pieces{"Quantize", "llama"}));
    QVERIFY(chats.found("quanti lama").empty()); // words begin as typed, and all must occur
    QVERIFY(chats.found("cafe") == Pieces{"Caf\xc3\xa9"});
    QVERIFY(chats.found("trimming") == Pieces{"Trimming"});
    QVERIFY(chats->search("trimming").at(0).message == 0);
    QVERIFY(chats.found("c++") == Pieces{"C"}); // a whole word, not each one with a C in front
    QVERIFY(chats.found("++") == Pieces{"++"}); // signs alone are looked for as they are
    QCOMPARE(chats->search("quan", 1).size(), std::size_t(1));
    QCOMPARE(chats->search("quan", 1).at(0).snippet, std::string("quantum of solace")); // the newest first
    QVERIFY(chats->search("").empty() && chats->search("  \t\n").empty() && chats->search("quan", 0).empty());
}

void TestConversations::searchFollowsChanges()
{
    Chats chats;
    const Id id = chats->create("old name");
    const Id answer = chats->beginAnswer(id, chats.say(id, 0, "question"), "A");
    chats->updateAnswer(answer, "growing");
    QVERIFY(chats.found("growing").empty()); // until it has ended
    chats->updateAnswer(answer, "growing longer");
    chats->finishAnswer(answer, "the end", MessageState::Stopped);
    QVERIFY(chats.found("growing").empty());
    QVERIFY(chats.found("end") == Pieces{"end"});
    chats->rename(id, "new name");
    QVERIFY(chats.found("old").empty());
    QVERIFY(chats.found("new") == Pieces{"new"});
    // The triggers hold whatever writes to the table.
    chats.database->connection().exec("UPDATE messages SET text = 'rewritten' WHERE text = 'question'");
    QVERIFY(chats.found("question").empty());
    QVERIFY(chats.found("rewritten") == Pieces{"rewritten"});
    QCOMPARE(wholeCheck(*chats.database), std::string("ok"));
}

void TestConversations::searchInChinese()
{
    Chats chats;
    const Id id = chats->create("关于模型量化");
    chats.say(id, 0, "请问怎样把大语言模型量化到4位？谢谢😀。");
    chats.say(id, 0, "モデルを量子化する方法は?");
    QVERIFY(chats.found("模型") == (Pieces{"模型", "模型"}));
    QVERIFY(chats.found("型") == (Pieces{"型", "型"}));
    QVERIFY(chats.found("语言模") == Pieces{"语言模"});
    QVERIFY(chats.found("模量").empty()); // both characters occur, not next to each other
    QVERIFY(chats.found("量化 怎样") == (Pieces{"怎样", "量化"}));
    QVERIFY(chats.found("量化到4") == Pieces{"量化到4"});
    QVERIFY(chats.found("4") == Pieces{"4"});
    QVERIFY(chats.found("デル") == Pieces{"デル"});
    QVERIFY(chats.found("量") == (Pieces{"量", "量", "量"}));
    QVERIFY(chats.found("😀") == Pieces{"😀"});
}

void TestConversations::snippetsPointAtTheMatches()
{
    Chats chats;
    const Id id = chats->create("long");
    std::string text;
    for (int i = 0; i < 300; ++i)
        text += "词 filler\n";
    text += "needle" + text;
    chats.say(id, 0, text);
    const SearchHit hit = chats->search("needle").at(0);
    QVERIFY(hit.cutBefore && hit.cutAfter);
    QVERIFY(hit.snippet.size() < 200);
    QCOMPARE(hit.matches.size(), std::size_t(1));
    QCOMPARE(hit.snippet.substr(hit.matches[0].begin, 6), std::string("needle"));
    QVERIFY(hit.snippet.find('\n') == std::string::npos);
    QVERIFY(QString::fromStdString(hit.snippet).toStdString() == hit.snippet); // no code point was cut
    // Matches of several words overlap here; what comes back does not.
    chats.say(id, 0, "aa aa aa aa");
    const SearchHit overlapping = chats->search("\"aa aa\" aa").at(0);
    for (std::size_t i = 1; i < overlapping.matches.size(); ++i)
        QVERIFY(overlapping.matches[i - 1].end <= overlapping.matches[i].begin);
}

void TestConversations::hostileQueries_data()
{
    QTest::addColumn<QByteArray>("query");
    const QByteArray nul("needle\0needle", 13);
    for (const QByteArray& query : {QByteArray("\"*()^ NEAR OR -"),
                                    QByteArray("\""),
                                    QByteArray("\"\"\"needle"),
                                    QByteArray("needle*"),
                                    QByteArray("needle AND"),
                                    QByteArray("NOT needle"),
                                    QByteArray("needle OR"),
                                    QByteArray("NEAR(needle)"),
                                    QByteArray("text:needle"),
                                    QByteArray("{text title}: needle"),
                                    QByteArray("needle -x"),
                                    QByteArray("^needle"),
                                    QByteArray("needle + needle"),
                                    QByteArray("'; DROP TABLE messages; --"),
                                    QByteArray("%_[]?"),
                                    QByteArray("\\"),
                                    nul,
                                    QByteArray("\xff\xfe needle"),
                                    QByteArray("\0", 1),
                                    QByteArray(100000, 'a'),
                                    QByteArray(100000, '"'),
                                    QByteArray("a ").repeated(50000),
                                    QByteArray("( ").repeated(5000),
                                    QByteArray("模").repeated(5000),
                                    QByteArray("\xe6\xa8")})
        QTest::addRow("%s", query.left(20).toPercentEncoding().constData()) << query;
}

void TestConversations::hostileQueries()
{
    QFETCH(QByteArray, query);
    Chats chats;
    const Id id = chats->create("hostile \" title");
    chats.say(id, 0, "a needle, and \"*()^ NEAR OR - 模型");
    const auto hits = chats->search(query.toStdString());
    for (const SearchHit& hit : hits) {
        for (const auto& match : hit.matches)
            QVERIFY(match.begin < match.end && match.end <= hit.snippet.size());
    }
    QCOMPARE(chats->search("needle").size(), std::size_t(1)); // and nothing was dropped
}

void TestConversations::randomQueriesNeverFail()
{
    Chats chats;
    const Id id = chats->create("random");
    std::mt19937 random(3);
    const std::vector<std::string> parts{"\"",  "*",  "(",  ")", "^",    "NEAR", "OR", "AND",
                                         "NOT", "-",  "+",  ":", "{",    "}",    " ",  "a",
                                         "ab",  "模", "型", "é", "\xff", "\xe6", "😀",  std::string(1, '\0'),
                                         "'",   "\\", ",",  ";", "\n",   "text", "ก",  "e\xcc\x81"};
    const auto make = [&](int length) {
        std::string text;
        for (int i = 0; i < length; ++i)
            text += parts[random() % parts.size()];
        return text;
    };
    for (int i = 0; i < 40; ++i)
        chats.say(id, 0, make(200));
    for (int i = 0; i < 3000; ++i) {
        const std::string query = make(1 + static_cast<int>(random() % 12));
        for (const SearchHit& hit : chats->search(query)) {
            std::size_t end = 0;
            for (const auto& match : hit.matches) {
                QVERIFY(match.begin >= end && match.end > match.begin && match.end <= hit.snippet.size());
                end = match.end;
            }
        }
    }
    QCOMPARE(wholeCheck(*chats.database), std::string("ok"));
}

QTEST_GUILESS_MAIN(TestConversations)
#include "tst_conversations.moc"
