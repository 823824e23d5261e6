// SPDX-License-Identifier: GPL-3.0-or-later
// A model's chat template: the conversation goes in, the prompt comes out in parts that say who wrote them.
// Immutable after construction; any number of threads may render with one.
#pragma once

#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace engine::text
{

namespace jinja
{
struct Tree;
}

// A run of rendered prompt, UTF-8. Text that came from a message, a tool or a document is data (fromTemplate false): a
// special token is looked for only inside parts of the template, never inside data and never across a border. What lies
// between two special tokens is one text for the tokenizer, whatever its parts.
struct Part {
    std::string text;
    bool fromTemplate;
    bool operator==(const Part&) const = default;
};

struct ChatMessage {
    std::string role; // system, user, assistant, tool
    std::string content;
};

struct RenderOptions {
    bool addGenerationPrompt = true;
    std::string bosToken, eosToken;
    nlohmann::ordered_json extra = nlohmann::ordered_json::object(); // more variables, such as enable_thinking
    std::optional<std::tm> now;                                      // for strftime_now; the local clock when absent
};

class ChatTemplate
{
public:
    // Parses Jinja (at most 1 MiB of UTF-8). Throws engine::Error(BadFile) naming line, column and reason.
    explicit ChatTemplate(std::string source);
    static ChatTemplate chatMl(); // <|im_start|>role ... <|im_end|>
    static ChatTemplate plain();  // "User: ..." and "Assistant: ..." in words, no special tokens

    // Neighbouring parts differ in fromTemplate; none is empty. Throws engine::Error: BadSetting when the template
    // refuses the conversation (raise_exception, with its words), BadFile when it fails or goes beyond its limits
    // (jinja/limits.h); both name the line.
    std::vector<Part> render(std::span<const ChatMessage> messages, const RenderOptions& options) const;
    // The full form: an object with messages, tools, documents and any other variables of the template.
    std::vector<Part> render(const nlohmann::ordered_json& context, const std::optional<std::tm>& now = {}) const;

    const std::string& source() const { return m_source; }

private:
    std::string m_source;
    std::shared_ptr<const jinja::Tree> m_tree;
};

// All parts in one string, for display and for comparing.
std::string joinParts(std::span<const Part> parts);

} // namespace engine::text
