// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/markdown.h"

#include "storage/attachments.h"
#include "storage/exchange/own_json.h"
#include "storage/exchange/refused.h"
#include "storage/exchange/tree_builder.h"
#include "storage/message_words.h"

namespace storage::exchange
{
namespace
{

constexpr std::string_view kOpen = "<!-- fettle: ";
constexpr std::string_view kClose = " -->";
constexpr std::string_view kConversation = "conversation";

// A comment ends at its first "--", so that none may stand in it.
std::string mark(std::string_view kind, const OrderedJson& json)
{
    std::string data = dumped(json, -1);
    for (std::size_t at = data.find("--"); at != std::string::npos; at = data.find("--", at))
        data.replace(at + 1, 1, "\\u002d");
    return std::string(kOpen) + std::string(kind) + " " + data + std::string(kClose) + "\n";
}

bool looksLikeMark(std::string_view line)
{
    const auto begin = line.find_first_not_of('\\');
    return begin != std::string_view::npos && line.substr(begin).starts_with(kOpen);
}

// Calls visit(line without its end, where the next one begins) until it returns false.
template <class Visit>
void forEachLine(std::string_view text, Visit visit)
{
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        if (!visit(text.substr(at, end - at), at))
            return;
        at = end + 1;
    }
}

std::string escaped(const std::string& text)
{
    std::string out;
    forEachLine(text, [&](std::string_view line, std::size_t at) {
        if (looksLikeMark(line))
            out += '\\';
        out += line;
        if (at + line.size() < text.size())
            out += '\n';
        return true;
    });
    return out;
}

std::string unescaped(std::string_view text)
{
    std::string out;
    forEachLine(text, [&](std::string_view line, std::size_t at) {
        out += line.starts_with('\\') && looksLikeMark(line) ? line.substr(1) : line;
        if (at + line.size() < text.size())
            out += '\n';
        return true;
    });
    return out;
}

std::string heading(const TreeMessage& message)
{
    switch (message.role) {
    case Role::System:
        return "System";
    case Role::User:
        return "You";
    case Role::Tool:
        return "Tool";
    default:
        return message.modelName.empty() ? "Assistant" : message.modelName;
    }
}

std::string oneLine(std::string text)
{
    for (char& c : text) {
        if (c == '\n' || c == '\r')
            c = ' ';
    }
    return text;
}

std::string section(const TreeMessage& message)
{
    OrderedJson data{{"created", message.created}};
    if (!message.modelName.empty())
        data["model"] = message.modelName;
    return mark(wordOf(message.role), data) + "## " + oneLine(heading(message)) + "\n\n" +
           escaped(textWithAttachments(message.text, message.attachments)) + "\n\n";
}

struct Mark {
    std::string_view kind;
    Json data;
};

std::optional<Mark> readMark(std::string_view line)
{
    if (!line.starts_with(kOpen) || !line.ends_with(kClose))
        return std::nullopt;
    line.remove_prefix(kOpen.size());
    line.remove_suffix(kClose.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || line.find_first_of("[", space) == space + 1)
        throw Refused("has a mark of Fettle that was changed: " + std::string(line.substr(0, 80)));
    const auto flat = [](int depth, Json::parse_event_t, Json&) {
        if (depth > 1)
            throw Refused("has a mark of Fettle that was changed");
        return true;
    };
    try {
        return Mark{line.substr(0, space), Json::parse(line.substr(space + 1), flat)};
    } catch (const Json::exception&) {
        throw Refused("has a mark of Fettle that was changed: " + cut(std::string(line), 80));
    }
}

// An editor on Windows may have changed all ends of lines; where it did, the marks show it.
std::string withoutCarriageReturns(std::string_view file)
{
    std::string text(file);
    const std::size_t end = text.find('\n', file.find(kOpen));
    if (end == std::string::npos || end == 0 || text[end - 1] != '\r')
        return text;
    for (std::size_t from = 0, to = 0;; ++from) {
        if (from == text.size()) {
            text.resize(to);
            return text;
        }
        if (text[from] != '\r' || from + 1 == text.size() || text[from + 1] != '\n')
            text[to++] = text[from];
    }
}

// After a mark: the heading, an empty line, the text, an empty line.
std::string sectionText(std::string_view body)
{
    if (body.starts_with("## ")) {
        const std::size_t end = body.find('\n');
        body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
        if (body.starts_with('\n'))
            body.remove_prefix(1);
    }
    for (int i = 0; i < 2 && body.ends_with('\n'); ++i)
        body.remove_suffix(1);
    return unescaped(body);
}

void addSection(std::vector<ConversationTree>& trees, const Mark& mark, std::string_view body)
{
    if (mark.kind == kConversation) {
        if (trees.size() >= kMostConversations)
            throw Refused("holds more than " + std::to_string(kMostConversations) + " conversations");
        trees.emplace_back();
        trees.back().title = textMember(mark.data, "title");
        trees.back().created = timeMember(mark.data, "created");
        trees.back().updated = timeMember(mark.data, "updated");
        trees.back().modelName = textMember(mark.data, "model");
        return;
    }
    const auto role = roleOf(mark.kind);
    if (!role || trees.empty())
        throw Refused("has a mark of Fettle that was changed: " + std::string(mark.kind.substr(0, 80)));
    TreeMessage message;
    message.role = *role;
    message.created = timeMember(mark.data, "created");
    message.modelName = textMember(mark.data, "model");
    message.text = sectionText(body);
    if (message.text.size() > kMostText)
        throw Refused("has a text of more than " + std::to_string(kMostText >> 20) + " MiB");
    appendMessage(trees.back(), std::move(message));
}

} // namespace

std::string toMarkdown(const ConversationTree& tree)
{
    OrderedJson data{{"title", tree.title}, {"created", tree.created}, {"updated", tree.updated}};
    if (!tree.modelName.empty())
        data["model"] = tree.modelName;
    std::string text = mark(kConversation, data) + "# " + oneLine(tree.title) + "\n\n";
    if (!tree.systemPrompt.empty())
        text += section({-1, Role::System, tree.systemPrompt, MessageState::Complete, tree.created, {}, {}, {}});
    for (const int place : shownPath(tree)) {
        const TreeMessage& message = tree.messages[static_cast<std::size_t>(place)];
        if (message.role != Role::Assistant || !message.text.empty())
            text += section(message);
    }
    return text;
}

bool isMarkdown(std::string_view text)
{
    return text.find(std::string(kOpen) + std::string(kConversation) + " ") != std::string_view::npos;
}

std::vector<ConversationTree> fromMarkdown(std::string_view file)
{
    const std::string text = withoutCarriageReturns(file);
    std::vector<ConversationTree> trees;
    std::optional<Mark> open;
    std::size_t begin = 0; // of what belongs to it
    forEachLine(text, [&](std::string_view line, std::size_t at) {
        if (auto found = readMark(line)) {
            if (open)
                addSection(trees, *open, std::string_view(text).substr(begin, at - begin));
            open = std::move(found);
            begin = std::min(at + line.size() + 1, text.size());
        }
        return true;
    });
    if (open)
        addSection(trees, *open, std::string_view(text).substr(begin));
    return trees;
}

} // namespace storage::exchange
