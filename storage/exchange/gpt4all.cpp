// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/gpt4all.h"

#include "storage/exchange/refused.h"
#include "storage/exchange/tree_builder.h"

namespace storage::exchange
{
namespace
{

constexpr std::string_view kMagic("\xF5\xD5\x53\xCC", 4);
constexpr std::uint64_t kFirstVersion = 11;
constexpr std::uint64_t kLastVersion = 12;
constexpr int kMostPartDepth = 8; // GPT4All writes 3
constexpr std::uint64_t kNoText = 0xFFFFFFFF;

void appendUtf8(std::string& text, char32_t c)
{
    const auto unit = [&](char32_t bits) { text += static_cast<char>(bits); };
    if (c < 0x80) {
        unit(c);
    } else if (c < 0x800) {
        unit(0xC0 | c >> 6);
        unit(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        unit(0xE0 | c >> 12);
        unit(0x80 | (c >> 6 & 0x3F));
        unit(0x80 | (c & 0x3F));
    } else {
        unit(0xF0 | c >> 18);
        unit(0x80 | (c >> 12 & 0x3F));
        unit(0x80 | (c >> 6 & 0x3F));
        unit(0x80 | (c & 0x3F));
    }
}

std::string fromUtf16(std::string_view bytes)
{
    const auto unitAt = [&](std::size_t i) {
        return static_cast<char32_t>(static_cast<unsigned char>(bytes[i]) << 8 |
                                     static_cast<unsigned char>(bytes[i + 1]));
    };
    std::string text;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        char32_t c = unitAt(i);
        const bool high = c >= 0xD800 && c < 0xDC00;
        const char32_t low = high && i + 3 < bytes.size() ? unitAt(i + 2) : 0;
        if (low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        } else if (c >= 0xD800 && c < 0xE000) {
            c = 0xFFFD; // half of a pair
        }
        appendUtf8(text, c);
    }
    return text;
}

// Checks before each use; what is counted is at least as many bytes long as it says.
class Reader
{
public:
    explicit Reader(std::string_view bytes) : m_bytes(bytes) {}

    std::uint64_t number(std::size_t size)
    {
        std::uint64_t value = 0;
        for (const char c : take(size))
            value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }
    std::string_view bytes()
    {
        const std::uint64_t size = number(4);
        return size == kNoText ? std::string_view() : take(size);
    }
    std::string text()
    {
        const std::string_view found = bytes();
        if (found.size() % 2 != 0 || found.size() > 2 * kMostText)
            throw Refused("is damaged: a text has a length that cannot be");
        return fromUtf16(found);
    }
    std::uint64_t count(std::size_t size)
    {
        const std::uint64_t found = number(size);
        if (found > m_bytes.size())
            throw Refused("claims to have " + std::to_string(found) + " parts, more than it has bytes left");
        return found;
    }
    bool atEnd() const { return m_bytes.empty(); }

private:
    std::string_view take(std::uint64_t size)
    {
        if (size > m_bytes.size())
            throw Refused("ends too early: " + std::to_string(size) + " bytes are claimed where " +
                          std::to_string(m_bytes.size()) + " are left");
        const std::string_view taken = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return taken;
    }

    std::string_view m_bytes;
};

// A value of any type, as a parameter of a tool's call; only the simple ones are written by GPT4All.
void skipVariant(Reader& reader)
{
    constexpr std::uint64_t kNone = 0, kBool = 1, kInt = 2, kLong = 4, kDouble = 6, kText = 10;
    const std::uint64_t type = reader.number(4);
    reader.number(1);
    if (type == kBool)
        reader.number(1);
    else if (type == kInt)
        reader.number(4);
    else if (type == kLong || type == kDouble)
        reader.number(8);
    else if (type == kText)
        reader.bytes();
    else if (type != kNone)
        throw Refused("holds the call of a tool with a value of an unknown type");
}

void skipCall(Reader& reader)
{
    reader.bytes();
    for (std::uint64_t left = reader.count(8); left > 0; --left) {
        reader.bytes();
        reader.number(4);
        skipVariant(reader);
    }
    reader.bytes();
    reader.number(4);
    reader.bytes();
}

// The parts that are shown, in their order: text, thoughts, calls. What a tool answered is not shown.
void readParts(Reader& reader, std::string& text, int depth)
{
    if (depth > kMostPartDepth)
        throw Refused("is nested more than " + std::to_string(kMostPartDepth) + " deep");
    for (std::uint64_t left = reader.count(8); left > 0; --left) {
        const std::string label = reader.text();
        const std::string part = reader.text();
        if (label == "ToolCall: ")
            skipCall(reader);
        else if (label == "Think: ")
            reader.number(4);
        else if (label != "Response: " && label != "Text: " && label != "ToolResponse: ")
            throw Refused("holds a part of the unknown kind \"" + cut(label, 40) + "\"");
        if (label != "ToolResponse: ")
            text += part;
        if (text.size() > kMostText)
            throw Refused("has a text of more than " + std::to_string(kMostText >> 20) + " MiB");
        readParts(reader, text, depth + 1);
    }
}

void skipSources(Reader& reader)
{
    for (std::uint64_t left = reader.count(8); left > 0; --left) {
        for (int i = 0; i < 7; ++i)
            reader.bytes();
        for (int i = 0; i < 3; ++i)
            reader.number(4);
    }
}

TreeMessage readItem(Reader& reader, std::uint64_t version)
{
    if (version < 12)
        reader.number(4);
    TreeMessage message;
    const std::string label = reader.text();
    const std::string text = reader.text();
    reader.bytes();   // an answer that its reader proposed
    reader.number(1); // being written
    const bool stopped = reader.number(1) != 0;
    reader.number(2); // thumbs
    message.role = label == "Response: " ? Role::Assistant : label == "System: " ? Role::System : Role::User;
    if (message.role == Role::User && label != "Prompt: ")
        throw Refused("holds a message of the unknown kind \"" + cut(label, 40) + "\"");
    if (message.role == Role::Assistant && reader.number(1) != 0)
        message.state = MessageState::Failed;
    else if (stopped)
        message.state = MessageState::Stopped;
    skipSources(reader);
    for (std::uint64_t left = reader.count(8); left > 0; --left) { // attachments
        reader.bytes();
        reader.bytes();
    }
    if (version >= 12)
        readParts(reader, message.text, 0);
    message.text += text;
    if (message.state == MessageState::Failed) {
        message.error = message.text;
        message.text.clear();
    }
    return message;
}

} // namespace

bool isGpt4All(std::string_view bytes)
{
    return bytes.starts_with(kMagic);
}

ConversationTree fromGpt4All(std::string_view bytes)
{
    Reader reader(bytes.substr(kMagic.size()));
    const std::uint64_t version = reader.number(4);
    if (version < kFirstVersion)
        throw Refused("was written by a GPT4All before 3.5 (format " + std::to_string(version) +
                      "); open it in a newer one, write something in it, quit, and import it then");
    if (version > kLastVersion)
        throw Refused("is of format " + std::to_string(version) + " of GPT4All, which this Fettle does not know yet");
    ConversationTree tree;
    const std::uint64_t seconds = reader.number(8);
    constexpr std::uint64_t kLastSecond = 253'402'300'799; // of the year 9999
    if (seconds > kLastSecond)
        throw Refused("has a time beyond the calendar");
    tree.created = static_cast<Milliseconds>(seconds) * 1000;
    reader.bytes(); // its id
    tree.title = reader.text();
    reader.bytes(); // the user
    tree.modelName = reader.text();
    for (std::uint64_t left = reader.count(4); left > 0; --left)
        reader.bytes();
    for (std::uint64_t left = reader.count(4); left > 0; --left) {
        TreeMessage message = readItem(reader, version);
        if (message.role == Role::Assistant)
            message.modelName = tree.modelName;
        appendMessage(tree, std::move(message));
    }
    if (!reader.atEnd())
        throw Refused("goes on after its end");
    return tree;
}

} // namespace storage::exchange
