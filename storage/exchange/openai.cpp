// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/openai.h"

#include "storage/attachments.h"
#include "storage/exchange/refused.h"
#include "storage/exchange/tree_builder.h"
#include "storage/message_words.h"

namespace storage::exchange
{
namespace
{

const char* shareGptWord(Role role)
{
    switch (role) {
    case Role::System:
        return "system";
    case Role::User:
        return "human";
    case Role::Assistant:
        return "gpt";
    case Role::Tool:
        return "tool";
    }
    return "";
}

// The system prompt and the shown path, as visit(role, text).
template <class Visit>
void forEachShown(const ConversationTree& tree, Visit visit)
{
    if (!tree.systemPrompt.empty())
        visit(Role::System, tree.systemPrompt);
    for (const int place : shownPath(tree)) {
        const TreeMessage& message = tree.messages[static_cast<std::size_t>(place)];
        if (message.role != Role::Assistant || !message.text.empty())
            visit(message.role, textWithAttachments(message.text, message.attachments));
    }
}

} // namespace

OrderedJson toOpenAi(const ConversationTree& tree)
{
    OrderedJson json{{"messages", OrderedJson::array()}};
    forEachShown(tree, [&](Role role, const std::string& text) {
        json["messages"].push_back({{"role", wordOf(role)}, {"content", text}});
    });
    return json;
}

OrderedJson toShareGpt(const ConversationTree& tree)
{
    OrderedJson json{{"conversations", OrderedJson::array()}};
    forEachShown(tree, [&](Role role, const std::string& text) {
        json["conversations"].push_back({{"from", shareGptWord(role)}, {"value", text}});
    });
    return json;
}

bool isOpenAiMessage(const Json& json)
{
    return json.is_object() && json.contains("role") && json.contains("content");
}

bool isOpenAi(const Json& json)
{
    return json.is_object() && json.contains("messages");
}

bool isShareGpt(const Json& json)
{
    return json.is_object() && json.contains("conversations");
}

void appendOpenAiMessage(ConversationTree& tree, const Json& json)
{
    if (!json.is_object())
        throw Refused("has a message that is no object");
    TreeMessage message;
    message.role = foreignRole(textMember(json, "role"));
    if (const Json* content = member(json, "content"))
        message.text = textOf(*content);
    if (message.text.empty() && message.role == Role::Assistant)
        return; // a call of a tool, say: nothing that could be shown
    message.created = timeMember(json, "created_at");
    appendMessage(tree, std::move(message));
}

ConversationTree fromOpenAi(const Json& json)
{
    ConversationTree tree;
    tree.title = textMember(json, "title");
    tree.created = timeMember(json, "created");
    const Json* messages = arrayMember(json, "messages");
    if (messages == nullptr)
        throw Refused("has no list of messages");
    for (const Json& message : *messages)
        appendOpenAiMessage(tree, message);
    return tree;
}

ConversationTree fromShareGpt(const Json& json)
{
    ConversationTree tree;
    tree.title = textMember(json, "title");
    tree.systemPrompt = textMember(json, "system");
    const Json* messages = arrayMember(json, "conversations");
    if (messages == nullptr)
        throw Refused("has no list of messages");
    for (const Json& part : *messages) {
        if (!part.is_object())
            throw Refused("has a message that is no object");
        if (!part.contains("from")) { // many data sets name the list so and fill it as OpenAI does
            appendOpenAiMessage(tree, part);
            continue;
        }
        TreeMessage message;
        message.role = foreignRole(textMember(part, "from"));
        message.text = textMember(part, "value");
        appendMessage(tree, std::move(message));
    }
    return tree;
}

} // namespace storage::exchange
