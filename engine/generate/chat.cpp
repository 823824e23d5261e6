// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/chat.h"

#include "engine/error.h"

#include <algorithm>

namespace engine::generate
{
namespace
{

constexpr std::string_view kThought = "<think>";
constexpr std::string_view kThoughtEnd = "</think>";

// What the template says last in the answer's name, from the mark of a thought on; or nothing.
std::string openedThought(const std::vector<text::Part>& parts)
{
    if (parts.empty() || !parts.back().fromTemplate)
        return {};
    const std::string& last = parts.back().text;
    const std::size_t mark = last.rfind(kThought);
    const bool ends = mark != std::string::npos && last.find_first_not_of(" \r\n", mark + kThought.size()) == std::string::npos;
    return ends ? last.substr(mark) : std::string();
}

// The marks of a thought are the model's own tokens; all else that it said is data.
void appendBegun(std::vector<text::Part>& parts, std::string_view begun, std::string_view opened)
{
    const auto append = [&parts](std::string_view text, bool fromTemplate) {
        if (!text.empty())
            parts.push_back({std::string(text), fromTemplate});
    };
    if (!opened.empty() && begun.starts_with(opened))
        begun.remove_prefix(opened.size());
    if (begun.starts_with(kThought)) {
        append(kThought, true);
        begun.remove_prefix(kThought.size());
    } else if (opened.empty()) {
        append(begun, false);
        return;
    }
    const std::size_t end = std::min(begun.find(kThoughtEnd), begun.size());
    append(begun.substr(0, end), false);
    if (end < begun.size()) {
        append(kThoughtEnd, true);
        append(begun.substr(end + kThoughtEnd.size()), false);
    }
}

struct Rendered {
    std::vector<text::TokenId> tokens;
    std::string opened;
};

Rendered encode(const model::Model& model, std::span<const text::ChatMessage> messages, std::string_view begun)
{
    const text::Tokenizer& tokenizer = model.tokenizer();
    const auto piece = [&](text::TokenId id) { return id < 0 ? std::string() : std::string(tokenizer.piece(id)); };
    text::RenderOptions options;
    options.bosToken = piece(tokenizer.bos());
    options.eosToken = piece(tokenizer.eos());
    std::vector<text::Part> parts = model.chatTemplate().render(messages, options);
    const std::string opened = openedThought(parts);
    appendBegun(parts, begun, opened);
    return {tokenizer.encode(parts), begun.empty() ? opened : std::string()};
}

} // namespace

ChatPrompt chatPrompt(const model::Model& model, std::span<const text::ChatMessage> messages, std::int64_t context,
                      std::int64_t room, std::string_view begun)
{
    ChatPrompt prompt;
    prompt.notice = model.notice();
    std::vector<text::ChatMessage> kept(messages.begin(), messages.end());
    const std::size_t first = !kept.empty() && kept[0].role == "system" ? 1 : 0; // the oldest that may go

    for (;;) {
        Rendered rendered = encode(model, kept, begun);
        prompt.tokens = std::move(rendered.tokens);
        prompt.opened = std::move(rendered.opened);
        const auto size = static_cast<std::int64_t>(prompt.tokens.size());
        if (size + room <= context)
            break;
        // A turn goes as a whole, so that the rest still begins with a user's message, as many templates demand.
        std::size_t end = first + 1;
        while (end < kept.size() && kept[end].role != "user")
            ++end;
        if (end >= kept.size())
            throw Error(ErrorKind::TooLong, "This message is " + std::to_string(size) + " tokens long with its template, but the context holds " +
                                                std::to_string(context) + " and " + std::to_string(room) +
                                                " of them are kept for the answer. Shorten it, or load the model with a longer context.");
        prompt.droppedMessages += static_cast<int>(end - first);
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(first), kept.begin() + static_cast<std::ptrdiff_t>(end));
    }
    if (prompt.droppedMessages > 0)
        prompt.notice = "The conversation no longer fits into the context of " + std::to_string(context) + " tokens: the oldest " +
                        std::to_string(prompt.droppedMessages) + " messages were left out of the prompt (they are still stored).";
    return prompt;
}

} // namespace engine::generate
