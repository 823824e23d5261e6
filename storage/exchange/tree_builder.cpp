// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/tree_builder.h"

#include "storage/exchange/refused.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace storage::exchange
{
namespace
{

constexpr std::size_t kLongestTitle = 200;
constexpr std::size_t kLongestMadeTitle = 60;

using Places = std::unordered_map<std::string_view, std::size_t>;

Places placesOf(const std::vector<NamedMessage>& messages)
{
    Places places;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (!places.emplace(messages[i].name, i).second)
            throw Refused("has two messages with the id \"" + messages[i].name.substr(0, 40) + "\"");
    }
    return places;
}

// Below each message and, at the end, the roots; in the order that the parent gives, then as in the file.
std::vector<std::vector<std::size_t>> childrenOf(const std::vector<NamedMessage>& messages, const Places& places)
{
    std::vector<std::vector<std::size_t>> below(messages.size() + 1);
    std::vector<std::size_t> rank(messages.size(), messages.size());
    for (const NamedMessage& parent : messages) {
        for (std::size_t i = 0; i < parent.children.size(); ++i) {
            const auto child = places.find(parent.children[i]);
            if (child != places.end() && messages[child->second].parent == parent.name)
                rank[child->second] = i;
        }
    }
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const auto parent = messages[i].parent.empty() ? places.end() : places.find(messages[i].parent);
        below[parent == places.end() ? messages.size() : parent->second].push_back(i);
    }
    for (auto& children : below)
        std::stable_sort(children.begin(), children.end(), [&](auto a, auto b) { return rank[a] < rank[b]; });
    return below;
}

std::string oneLine(std::string text)
{
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            c = ' ';
    }
    const auto first = text.find_first_not_of(' ');
    const auto last = text.find_last_not_of(' ');
    return first == std::string::npos ? std::string() : text.substr(first, last - first + 1);
}

std::string madeTitle(const ConversationTree& tree)
{
    for (const TreeMessage& message : tree.messages) {
        if (message.role == Role::User && !message.text.empty())
            return oneLine(cut(message.text, kLongestMadeTitle));
    }
    return {};
}

void settleTimes(ConversationTree& tree, Milliseconds now)
{
    if (tree.created == 0) {
        const auto dated = std::find_if(tree.messages.begin(), tree.messages.end(),
                                        [](const TreeMessage& message) { return message.created != 0; });
        tree.created = dated == tree.messages.end() ? now : dated->created;
    }
    Milliseconds last = tree.created;
    for (TreeMessage& message : tree.messages) {
        if (message.created == 0)
            message.created =
                message.parent < 0 ? tree.created : tree.messages[static_cast<std::size_t>(message.parent)].created;
        last = std::max(last, message.created);
    }
    if (tree.updated == 0)
        tree.updated = last;
}

} // namespace

void appendMessage(ConversationTree& tree, TreeMessage message)
{
    if (tree.messages.size() >= kMostMessages)
        throw Refused("has more than " + std::to_string(kMostMessages) + " messages");
    if (message.role == Role::System && tree.messages.empty() && tree.systemPrompt.empty()) {
        tree.systemPrompt = std::move(message.text);
        return;
    }
    message.parent = tree.leaf;
    tree.messages.push_back(std::move(message));
    tree.leaf = static_cast<int>(tree.messages.size()) - 1;
}

void plantTree(ConversationTree& tree, const std::vector<NamedMessage>& messages, const std::string& current)
{
    const Places places = placesOf(messages);
    const auto below = childrenOf(messages, places);
    struct Step {
        std::size_t message;
        int parent; // its place in the tree
    };
    std::vector<Step> waiting; // the next one at the end
    const auto visitBelow = [&](std::size_t message, int place) {
        for (auto child = below[message].rbegin(); child != below[message].rend(); ++child)
            waiting.push_back({*child, place});
    };
    visitBelow(messages.size(), -1);
    std::size_t visited = 0;
    tree.leaf = -1;
    while (!waiting.empty()) {
        const Step step = waiting.back();
        waiting.pop_back();
        ++visited;
        const NamedMessage& named = messages[step.message];
        int place = step.parent;
        if (named.kept) {
            place = static_cast<int>(tree.messages.size());
            tree.messages.push_back(named.message);
            tree.messages.back().parent = step.parent;
        }
        if (named.name == current)
            tree.leaf = place;
        visitBelow(step.message, place);
    }
    if (visited != messages.size())
        throw Refused("has messages that follow each other in a circle");
    if (tree.leaf < 0)
        tree.leaf = static_cast<int>(tree.messages.size()) - 1;
}

void settle(ConversationTree& tree, Milliseconds now)
{
    if (tree.messages.empty())
        throw Refused("has no messages");
    if (tree.messages.size() > kMostMessages)
        throw Refused("has more than " + std::to_string(kMostMessages) + " messages");
    settleTimes(tree, now);
    tree.title = cut(oneLine(tree.title), kLongestTitle);
    if (tree.title.empty())
        tree.title = madeTitle(tree);
}

std::string cut(const std::string& text, std::size_t most)
{
    if (text.size() <= most)
        return text;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return text.substr(0, end);
}

} // namespace storage::exchange
