// SPDX-License-Identifier: GPL-3.0-or-later
// A model's chat template (Jinja), rendered to parts: the template's own text and the text of people stay apart.
// Const after construction; any thread may render.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

namespace engine::text
{

// A run of rendered prompt. What came from a message, a tool or a document is never parsed for special tokens.
struct Part {
    std::string text;
    bool fromTemplate = false;
};

struct ChatMessage {
    std::string role; // "system", "user", "assistant"
    std::string content;
};

struct RenderOptions {
    bool addGenerationPrompt = true;
    std::string bosToken; // as the vocabulary writes it; empty if there is none
    std::string eosToken;
};

class ChatTemplate
{
public:
    explicit ChatTemplate(std::string source); // throws engine::Error(BadFile): line, column and why
    ~ChatTemplate();
    ChatTemplate(ChatTemplate&&) noexcept;
    ChatTemplate& operator=(ChatTemplate&&) noexcept;

    static ChatTemplate chatMl();
    static ChatTemplate plain(); // no special tokens: for base models

    // Adjacent parts of one kind are merged. Throws engine::Error(BadFile): the line, and the template's own words
    // where it refuses a conversation.
    std::vector<Part> render(std::span<const ChatMessage> messages, const RenderOptions& options) const;
    // The full form: messages, tools, documents and any other variables.
    std::vector<Part> render(const nlohmann::ordered_json& context) const;

private:
    struct Impl;
    std::unique_ptr<const Impl> m_impl;
};

} // namespace engine::text
