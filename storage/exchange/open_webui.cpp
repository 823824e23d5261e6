// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/open_webui.h"

#include "storage/exchange/openai.h"
#include "storage/exchange/refused.h"
#include "storage/exchange/tree_builder.h"

namespace storage::exchange
{
namespace
{

NamedMessage readMessage(const std::string& name, const Json& json)
{
    if (!json.is_object())
        throw Refused("has a message that is no object");
    NamedMessage named;
    named.name = name;
    named.parent = textMember(json, "parentId");
    if (const Json* children = arrayMember(json, "childrenIds")) {
        for (const Json& child : *children) {
            if (!child.is_string())
                throw Refused("has a message whose child is no id");
            named.children.push_back(child.get<std::string>());
        }
    }
    TreeMessage& message = named.message;
    message.role = foreignRole(textMember(json, "role"));
    message.created = timeMember(json, "timestamp");
    if (const Json* content = member(json, "content"))
        message.text = textOf(*content);
    if (message.role == Role::Assistant)
        message.modelName = textMember(json, "model");
    const Json* error = member(json, "error");
    if (error != nullptr && (error->is_object() || error->is_string())) {
        message.state = MessageState::Failed;
        message.error = error->is_string() ? textMember(json, "error") : textMember(*error, "content");
    }
    return named;
}

void readHistory(ConversationTree& tree, const Json& history)
{
    std::vector<NamedMessage> messages;
    if (const Json* all = objectMember(history, "messages")) {
        for (const auto& [name, message] : all->items())
            messages.push_back(readMessage(name, message));
    }
    plantTree(tree, messages, textMember(history, "currentId"));
}

const Json& chatOf(const Json& json)
{
    const Json* chat = objectMember(json, "chat"); // around it stands what the server knows of it
    return chat == nullptr ? json : *chat;
}

} // namespace

bool isOpenWebUi(const Json& json)
{
    return json.is_object() && (json.contains("chat") || json.contains("history"));
}

ConversationTree fromOpenWebUi(const Json& json)
{
    const Json& chat = chatOf(json);
    ConversationTree tree;
    tree.title = textMember(json, "title");
    if (tree.title.empty())
        tree.title = textMember(chat, "title");
    tree.created = timeMember(json, "created_at");
    tree.updated = timeMember(json, "updated_at");
    if (tree.created == 0)
        tree.created = timeMember(chat, "timestamp");
    tree.pinned = flagMember(json, "pinned");
    tree.systemPrompt = textMember(chat, "system");
    if (const Json* parameters = objectMember(chat, "params"); parameters != nullptr && tree.systemPrompt.empty())
        tree.systemPrompt = textMember(*parameters, "system");
    if (const Json* models = arrayMember(chat, "models");
        models != nullptr && !models->empty() && models->front().is_string())
        tree.modelName = models->front().get<std::string>();
    if (const Json* history = objectMember(chat, "history"))
        readHistory(tree, *history);
    else if (const Json* messages = arrayMember(chat, "messages"))
        for (const Json& message : *messages)
            appendOpenAiMessage(tree, message);
    return tree;
}

} // namespace storage::exchange
