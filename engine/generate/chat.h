// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation to a prompt that fits: rendered by the model's template, the oldest turns left out where it is too long.
#pragma once

#include "engine/model/model.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace engine::generate
{

struct ChatPrompt {
    std::vector<text::TokenId> tokens;
    int droppedMessages = 0;  // oldest messages (never the system one) that did not fit
    std::string opened;       // what the template has the answer begin with: "<think>\n", or empty; not in the generated text
    std::string notice;       // a sentence about that, or about the template; empty if there is nothing to say
};

// `messages` end with the user's. Leaves at least `room` positions of `context` for the answer. `begun` is what the
// answer has already said, where one goes on; it is data, but for the marks of a thought that it begins with: any
// other special token that is spelled in it stays text.
// Throws engine::Error: TooLong (the last message alone does not fit; both numbers are named), BadFile (template).
ChatPrompt chatPrompt(const model::Model& model, std::span<const text::ChatMessage> messages, std::int64_t context,
                      std::int64_t room, std::string_view begun = {});

} // namespace engine::generate
