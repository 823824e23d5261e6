// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/chatgpt.h"

#include "storage/exchange/refused.h"
#include "storage/exchange/tree_builder.h"

namespace storage::exchange
{
namespace
{

std::string contentText(const Json& content)
{
    const std::string type = textMember(content, "content_type");
    if (type == "code" || type == "execution_output") {
        const std::string code = textMember(content, "text");
        return code.empty() ? code : "```\n" + code + "\n```";
    }
    if (type != "text" && type != "multimodal_text")
        return {}; // thoughts, browsing, instructions repeated
    const Json* parts = arrayMember(content, "parts");
    return parts == nullptr ? std::string() : textOf(*parts);
}

void readMessage(NamedMessage& named, const Json& json)
{
    const Json* author = objectMember(json, "author");
    if (author == nullptr)
        throw Refused("has a message that does not say whose it is");
    named.message.role = foreignRole(textMember(*author, "role"));
    named.message.created = timeMember(json, "create_time");
    if (const Json* content = objectMember(json, "content"))
        named.message.text = contentText(*content);
    const Json* metadata = objectMember(json, "metadata");
    const bool hidden = metadata != nullptr && flagMember(*metadata, "is_visually_hidden_from_conversation");
    if (metadata != nullptr && named.message.role == Role::Assistant)
        named.message.modelName = textMember(*metadata, "model_slug");
    named.kept = !hidden && !named.message.text.empty();
}

NamedMessage readNode(const std::string& name, const Json& node)
{
    if (!node.is_object())
        throw Refused("has a node that is no object");
    NamedMessage named;
    named.name = name;
    named.parent = textMember(node, "parent");
    named.kept = false;
    if (const Json* children = arrayMember(node, "children")) {
        for (const Json& child : *children) {
            if (!child.is_string())
                throw Refused("has a node whose child is no id");
            named.children.push_back(child.get<std::string>());
        }
    }
    if (const Json* message = objectMember(node, "message"))
        readMessage(named, *message);
    return named;
}

} // namespace

bool isChatGpt(const Json& json)
{
    return json.is_object() && json.contains("mapping");
}

ConversationTree fromChatGpt(const Json& json)
{
    const Json* mapping = objectMember(json, "mapping");
    if (mapping == nullptr)
        throw Refused("has no messages");
    ConversationTree tree;
    tree.title = textMember(json, "title");
    tree.created = timeMember(json, "create_time");
    tree.updated = timeMember(json, "update_time");
    tree.modelName = textMember(json, "default_model_slug");
    std::vector<NamedMessage> nodes;
    for (const auto& [name, node] : mapping->items())
        nodes.push_back(readNode(name, node));
    plantTree(tree, nodes, textMember(json, "current_node"));
    return tree;
}

} // namespace storage::exchange
