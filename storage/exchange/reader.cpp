// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/reader.h"

#include "storage/exchange/chatgpt.h"
#include "storage/exchange/gpt4all.h"
#include "storage/exchange/jan.h"
#include "storage/exchange/json_stream.h"
#include "storage/exchange/lm_studio.h"
#include "storage/exchange/markdown.h"
#include "storage/exchange/open_webui.h"
#include "storage/exchange/openai.h"
#include "storage/exchange/own_json.h"
#include "storage/exchange/refused.h"
#include "storage/exchange/tree_builder.h"

#include <algorithm>
#include <utility>

namespace storage::exchange
{
namespace
{

constexpr const char* kUnknown = "holds no conversation in a format that Fettle knows";

struct Kind {
    bool (*is)(const Json&);
    ConversationTree (*read)(const Json&);
};

// The surest sign first.
constexpr Kind kKinds[] = {
    {isChatGpt, fromChatGpt},   {isOpenWebUi, fromOpenWebUi}, {isLmStudio, fromLmStudio},
    {isShareGpt, fromShareGpt}, {isOpenAi, fromOpenAi},
};

ConversationTree readOne(const Json& json, Milliseconds now)
{
    if (isOwnJson(json))
        return fromOwnJson(json); // whole as it is
    for (const Kind& kind : kKinds) {
        if (!kind.is(json))
            continue;
        ConversationTree tree = kind.read(json);
        settle(tree, now);
        return tree;
    }
    throw Refused(kUnknown);
}

std::string nameOf(const Json& json)
{
    for (const char* key : {"title", "name"}) {
        const Json* value = member(json, key);
        if (value != nullptr && value->is_string() && !value->get_ref<const std::string&>().empty())
            return "“" + cut(value->get_ref<const std::string&>(), 60) + "”";
    }
    return {};
}

// Reads one after the other; one that cannot be taken leaves the others.
class Collector
{
public:
    explicit Collector(Milliseconds now) : m_now(now) {}

    void add(const Json& json, const std::string& place)
    {
        if (++m_count > kMostConversations)
            throw Refused("holds more than " + std::to_string(kMostConversations) + " conversations");
        try {
            m_received.conversations.push_back(readOne(json, m_now));
        } catch (const Refused& refused) {
            const std::string name = nameOf(json);
            leaveOut((name.empty() ? place : name) + " " + refused.what());
        }
    }
    void add(ConversationTree tree)
    {
        settle(tree, m_now);
        m_received.conversations.push_back(std::move(tree));
    }
    void leaveOut(const std::string& reason)
    {
        if (m_received.leftOut++ == 0)
            m_received.reason = reason;
    }
    std::size_t count() const { return m_count; }
    const Received& received() const { return m_received; }
    Received take() { return std::move(m_received); }

private:
    Milliseconds m_now;
    std::size_t m_count = 0;
    Received m_received;
};

bool isMessage(const Json& json)
{
    return isJanMessage(json) || isOpenAiMessage(json);
}

// Bare messages are one conversation. Jan's need their thread for the title and more.
class Messages
{
public:
    explicit Messages(const Neighbour& neighbour) : m_neighbour(neighbour) {}

    void add(const Json& json)
    {
        if (!isJanMessage(json))
            return appendOpenAiMessage(m_tree, json);
        if (!std::exchange(m_threadRead, true))
            readThread();
        appendJanMessage(m_tree, json);
    }
    ConversationTree take() { return std::move(m_tree); }

private:
    void readThread()
    {
        const auto thread = m_neighbour ? m_neighbour("thread.json") : std::nullopt;
        if (!thread)
            return;
        try {
            const Json parsed = parseJson(*thread);
            if (isJanThread(parsed))
                applyJanThread(m_tree, parsed);
        } catch (const Refused& refused) {
            throw Refused(std::string("needs the thread.json beside it, which ") + refused.what());
        }
    }

    const Neighbour& m_neighbour;
    ConversationTree m_tree;
    bool m_threadRead = false;
};

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kSpace = " \t\r\n";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// The lines that are not blank, with their numbers.
template <class Visit>
void forEachLine(std::string_view text, Visit visit)
{
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (!line.empty())
            visit(line, number);
    }
}

// A line that is a whole object, and more below it.
bool isJsonLines(std::string_view text)
{
    const std::size_t end = text.find('\n');
    if (!text.starts_with('{') || end == std::string_view::npos)
        return false;
    try {
        return parseJson(text.substr(0, end)).is_object();
    } catch (const Refused&) {
        return false;
    }
}

Received readLines(std::string_view text, Milliseconds now, const Neighbour& neighbour)
{
    Collector collector(now);
    Messages messages(neighbour);
    bool anyMessage = false;
    forEachLine(text, [&](std::string_view line, std::size_t number) {
        if (number > kMostConversations)
            throw Refused("has more than " + std::to_string(kMostConversations) + " lines");
        const std::string place = "line " + std::to_string(number);
        try {
            const Json json = parseJson(line);
            if (!isMessage(json))
                return collector.add(json, place);
            messages.add(json);
            anyMessage = true;
        } catch (const Refused& refused) {
            collector.leaveOut(place + " " + refused.what());
        }
    });
    if (anyMessage) { // one conversation, whole or not at all
        if (collector.received().leftOut > 0 || collector.count() > 0)
            throw Refused(collector.received().leftOut > 0 ? "is incomplete: " + collector.received().reason
                                                           : "mixes messages and conversations");
        collector.add(messages.take());
    }
    return collector.take();
}

// A thread of Jan without its messages: those are beside it.
Received readThread(const Json& thread, Milliseconds now, const Neighbour& neighbour)
{
    const auto lines = neighbour ? neighbour("messages.jsonl") : std::nullopt;
    if (!lines)
        throw Refused(
            "is the head of a conversation of Jan, and messages.jsonl, which holds the rest, is not beside it");
    ConversationTree tree;
    applyJanThread(tree, thread);
    forEachLine(*lines, [&](std::string_view line, std::size_t) { appendJanMessage(tree, parseJson(line)); });
    Collector collector(now);
    collector.add(std::move(tree));
    return collector.take();
}

Received readJson(std::string_view text, Milliseconds now, const Neighbour& neighbour)
{
    Collector collector(now);
    const Json rest = parseJson(text, [&](Json& element) {
        if (isMessage(element))
            return false;
        collector.add(element, "conversation " + std::to_string(collector.count() + 1));
        return true;
    });
    if (rest.is_object()) {
        if (isJanThread(rest))
            return readThread(rest, now, neighbour);
        Received received;
        received.conversations.push_back(readOne(rest, now));
        return received;
    }
    if (!rest.is_array())
        throw Refused(kUnknown);
    if (!rest.empty()) {
        if (collector.count() > 0)
            throw Refused("mixes messages and conversations");
        Messages messages(neighbour);
        for (const Json& message : rest)
            messages.add(message);
        collector.add(messages.take());
    }
    return collector.take();
}

Received readMarkdown(std::string_view text, Milliseconds now)
{
    Collector collector(now);
    for (ConversationTree& tree : fromMarkdown(text)) {
        const std::string name = "“" + cut(tree.title, 60) + "”";
        try {
            collector.add(std::move(tree));
        } catch (const Refused& refused) {
            collector.leaveOut(name + " " + refused.what());
        }
    }
    return collector.take();
}

// Files that people take for an export, each with what to do instead.
void refuseKnownOthers(std::string_view bytes)
{
    if (bytes.empty())
        throw Refused("is empty");
    if (bytes.find_first_not_of('\0') == std::string_view::npos)
        throw Refused("holds nothing but zeros: its text was lost when the computer or the program that wrote it "
                      "ended badly");
    if (bytes.starts_with("PK\x03\x04"))
        throw Refused("is a ZIP archive; unpack it and import the conversations.json in it");
    if (bytes.starts_with("SQLite format 3"))
        throw Refused("is a database; export the conversations in the program that it belongs to");
    if (bytes.starts_with("GGUF"))
        throw Refused("is a model and no conversation; open it as a model");
}

} // namespace

Received read(std::string_view bytes, Milliseconds now, const Neighbour& neighbour)
{
    refuseKnownOthers(bytes);
    if (bytes.size() > kMostBytes)
        throw Refused("is larger than " + std::to_string(kMostBytes >> 20) + " MiB");
    if (isGpt4All(bytes)) {
        Collector collector(now);
        collector.add(fromGpt4All(bytes));
        return collector.take();
    }
    if (bytes.starts_with("\xEF\xBB\xBF"))
        bytes.remove_prefix(3);
    const std::string_view text = trimmed(bytes);
    Received received;
    if (text.starts_with('{') || text.starts_with('['))
        received = isJsonLines(text) ? readLines(text, now, neighbour) : readJson(text, now, neighbour);
    else if (isMarkdown(text))
        received = readMarkdown(bytes, now);
    else
        throw Refused(kUnknown);
    if (received.conversations.empty() && received.leftOut == 0)
        throw Refused("holds no conversations");
    return received;
}

} // namespace storage::exchange
