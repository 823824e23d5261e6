// SPDX-License-Identifier: GPL-3.0-or-later
// What a heavy user's history costs: 100,000 messages in 1,000 conversations (or as many as the argument says).
// bench_storage [messages] [folder [keep]]; prints a table. The folder decides which disk the durable writes are timed
// on; with "keep", folder/bench_storage stays, a profile for start.py.
#include "storage/conversations.h"
#include "storage/database.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

namespace
{

using Clock = std::chrono::steady_clock;

double millisecondsOf(const std::function<void()>& work)
{
    const auto begin = Clock::now();
    work();
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

void printRow(const char* what, std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    const auto at = [&](std::size_t percent) {
        return times[std::min(times.size() - 1, times.size() * percent / 100)];
    };
    std::printf("| %-34s | %6zu | %8.3f | %8.3f | %8.3f | %8.3f |\n", what, times.size(), at(50), at(95), at(99),
                times.back());
}

// Words by Zipf's law, as in real text: the first are in each message, the last in a few.
class Words
{
public:
    explicit Words(std::size_t count)
    {
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i) {
            std::string word;
            for (int letters = 2 + int(m_random() % 9); letters > 0; --letters)
                word += char('a' + m_random() % 26);
            m_words.push_back(word);
            sum += 1.0 / double(i + 1);
            m_sums.push_back(sum);
        }
    }
    const std::string& one()
    {
        const double at = std::uniform_real_distribution<double>(0, m_sums.back())(m_random);
        return m_words[std::size_t(std::lower_bound(m_sums.begin(), m_sums.end(), at) - m_sums.begin())];
    }
    const std::string& rank(std::size_t index) const { return m_words[index]; }
    std::string text(int words)
    {
        static const std::array<std::string, 8> kChinese{"模型", "量化", "内存", "速度", "怎样", "我们", "可以", "的"};
        std::string text;
        for (int i = 0; i < words; ++i)
            text += m_random() % 20 == 0 ? kChinese[m_random() % kChinese.size()] : one() + ' ';
        return text;
    }
    std::mt19937& random() { return m_random; }

private:
    std::mt19937 m_random{7};
    std::vector<std::string> m_words;
    std::vector<double> m_sums;
};

// Straight into the tables, in large transactions: only the reading is measured on these.
std::vector<storage::Id> fill(storage::Database& database, int messages, Words& words)
{
    SQLite::Database& connection = database.connection();
    std::vector<storage::Id> leaves;
    const int each = 100;
    for (int done = 0; done < messages;) {
        SQLite::Transaction transaction(connection);
        SQLite::Statement conversation(connection,
                                       "INSERT INTO conversations(title, created, updated) VALUES(?1, ?2, ?2)");
        SQLite::Statement message(connection, "INSERT INTO messages(conversation, parent, role, state, created, text)"
                                              " VALUES(?1, ?2, ?3, 'complete', ?4, ?5)");
        SQLite::Statement leaf(connection, "UPDATE conversations SET leaf = ?2 WHERE id = ?1");
        for (int batch = 0; batch < 10 && done < messages; ++batch) {
            conversation.bind(1, words.text(5));
            conversation.bind(2, done);
            conversation.exec();
            conversation.reset();
            const std::int64_t id = connection.getLastInsertRowid();
            std::int64_t parent = 0;
            for (int i = 0; i < each && done < messages; ++i, ++done) {
                message.bind(1, id);
                if (parent == 0)
                    message.bind(2);
                else
                    message.bind(2, parent);
                message.bind(3, i % 2 == 0 ? "user" : "assistant");
                message.bind(4, done);
                message.bind(5, words.text(i % 2 == 0 ? 30 : 250));
                message.exec();
                message.reset();
                parent = connection.getLastInsertRowid();
            }
            leaf.bind(1, id);
            leaf.bind(2, parent);
            leaf.exec();
            leaf.reset();
            leaves.push_back(parent);
        }
        transaction.commit();
    }
    return leaves;
}

// Each word typed letter by letter, as the search field asks.
std::vector<double> typeWords(const storage::Conversations& chats, const std::vector<std::string>& queries)
{
    std::vector<double> times;
    for (const std::string& query : queries) {
        for (std::size_t length = 1; length <= query.size(); ++length)
            times.push_back(millisecondsOf([&] { chats.search(query.substr(0, length)); }));
    }
    return times;
}

void measure(storage::Database& database, const std::vector<storage::Id>& leaves, Words& words)
{
    storage::Conversations chats(database);
    const auto repeat = [&](int times, const std::function<void()>& work) {
        std::vector<double> result;
        for (int i = 0; i < times; ++i)
            result.push_back(millisecondsOf(work));
        return result;
    };
    std::printf("| %-34s | %6s | %8s | %8s | %8s | %8s |\n", "what, in ms", "n", "p50", "p95", "p99", "max");
    printRow("list all conversations", repeat(50, [&] { chats.list(); }));
    printRow("open a chat, newest 50", repeat(1000, [&] { chats.path(leaves[words.random()() % leaves.size()], 50); }));

    std::vector<std::string> common;
    std::vector<std::string> mixed;
    std::vector<std::string> pairs;
    for (std::size_t i = 0; i < 30; ++i)
        common.push_back(words.rank(i));
    for (int i = 0; i < 200; ++i) {
        mixed.push_back(words.rank(words.random()() % 20000));
        pairs.push_back(words.one() + " " + words.rank(words.random()() % 20000));
    }
    printRow("search as typed, common words", typeWords(chats, common));
    printRow("search as typed, any word", typeWords(chats, mixed));
    printRow("search as typed, two words", typeWords(chats, pairs));
    std::vector<double> chinese;
    for (const char* query : {"模", "模型", "量化", "模型量化", "内存速度", "量化的模型", "不存在"}) {
        const auto times = repeat(20, [&] { chats.search(query); });
        chinese.insert(chinese.end(), times.begin(), times.end());
    }
    printRow("search, Chinese", chinese);
    printRow("search, signs (reads all)", repeat(5, [&] { chats.search("=>"); }));

    const storage::Id conversation = chats.create("timed");
    storage::Id leaf = 0;
    printRow("append a message, durable", repeat(300, [&] {
                 leaf = chats.appendMessage({conversation, leaf, storage::Role::User, words.text(30), {}});
             }));
    const storage::Id answer = chats.beginAnswer(conversation, leaf, "model");
    std::string growing;
    printRow("update an answer to 20 kB, durable", repeat(200, [&] {
                 growing += words.text(15);
                 chats.updateAnswer(answer, growing);
             }));
    std::printf("finish that answer: %.2f ms\n",
                millisecondsOf([&] { chats.finishAnswer(answer, growing, storage::MessageState::Complete); }));
}

} // namespace

int main(int argc, char** argv)
try {
    const int messages = argc > 1 ? std::atoi(argv[1]) : 100'000;
    const std::filesystem::path folder = argc > 2 ? argv[2] : std::filesystem::temp_directory_path();
    const std::filesystem::path file = folder / "bench_storage" / "fettle.db";
    std::filesystem::remove_all(file.parent_path());
    Words words(20'000);
    std::vector<storage::Id> leaves;
    {
        const auto database = storage::Database::open(file);
        std::printf("filling: %.1f s\n", millisecondsOf([&] { leaves = fill(*database, messages, words); }) / 1000);
    }
    std::printf("%d messages, %.0f MB\n", messages, double(std::filesystem::file_size(file)) / 1e6);
    std::unique_ptr<storage::Database> database;
    std::printf("open: %.1f ms\n", millisecondsOf([&] { database = storage::Database::open(file); }));
    measure(*database, leaves, words);
    std::printf("full check: %.1f s\n", millisecondsOf([&] { database->check(); }) / 1000);
    database.reset();
    if (argc <= 3)
        std::filesystem::remove_all(file.parent_path());
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
