// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/jan.h"

#include "storage/exchange/refused.h"
#include "storage/exchange/tree_builder.h"

namespace storage::exchange
{

bool isJanThread(const Json& json)
{
    const Json* kind = member(json, "object");
    if (kind != nullptr)
        return *kind == "thread";
    return json.is_object() && json.contains("assistants") && !json.contains("messages");
}

bool isJanMessage(const Json& json)
{
    const Json* kind = member(json, "object");
    return kind != nullptr && *kind == "thread.message";
}

void applyJanThread(ConversationTree& tree, const Json& json)
{
    tree.title = textMember(json, "title");
    tree.created = timeMember(json, "created");
    tree.updated = timeMember(json, "updated");
    tree.pinned = flagMember(json, "isFavorite");
    const Json* assistants = arrayMember(json, "assistants");
    if (assistants == nullptr || assistants->empty())
        return;
    const Json& assistant = assistants->front();
    tree.systemPrompt = textMember(assistant, "instructions");
    if (const Json* model = objectMember(assistant, "model"))
        tree.modelName = textMember(*model, "id");
}

void appendJanMessage(ConversationTree& tree, const Json& json)
{
    TreeMessage message;
    message.role = foreignRole(textMember(json, "role"));
    if (const Json* content = member(json, "content"))
        message.text = textOf(*content);
    message.created = timeMember(json, "created_at");
    if (message.role == Role::Assistant)
        message.modelName = tree.modelName;
    if (textMember(json, "status") == "stopped")
        message.state = MessageState::Stopped;
    appendMessage(tree, std::move(message));
}

} // namespace storage::exchange
