// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/chat.h"

#include "engine/error.h"

namespace engine::generate
{
namespace
{

std::vector<text::TokenId> encode(const model::Model& model, std::span<const text::ChatMessage> messages,
                                  std::string_view begun)
{
    const text::Tokenizer& tokenizer = model.tokenizer();
    const auto piece = [&](text::TokenId id) { return id < 0 ? std::string() : std::string(tokenizer.piece(id)); };
    text::RenderOptions options;
    options.bosToken = piece(tokenizer.bos());
    options.eosToken = piece(tokenizer.eos());
    std::vector<text::Part> parts = model.chatTemplate().render(messages, options);
    if (!begun.empty())
        parts.push_back({std::string(begun), false});
    return tokenizer.encode(parts);
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
        prompt.tokens = encode(model, kept, begun);
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
