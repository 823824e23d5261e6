// SPDX-License-Identifier: GPL-3.0-or-later
// A chat as the app writes it, reporting each fact once the storage has acknowledged it, and the check of those facts.
#pragma once

#include "database_fixture.h"

#include <algorithm>
#include <cstring>
#include <functional>

struct Fact {
    storage::Id message = 0;
    std::uint32_t seed = 0;   // of the text
    std::uint32_t length = 0; // at least so many bytes were acknowledged
    bool finished = false;
};

// Text that only its seed explains: a mixed up or half old message does not pass for it.
inline std::string scriptText(std::uint32_t seed, std::size_t length)
{
    std::string text;
    std::uint32_t state = seed * 2654435761u + 1;
    while (text.size() < length) {
        state = state * 1664525u + 1013904223u;
        text += 'w';
        text += std::to_string(state >> 20);
        text += state % 7 == 0 ? '\n' : ' ';
    }
    text.resize(length);
    return text;
}

// A question, then the answer growing, then its end; `rounds` times in one conversation.
inline void runChat(storage::Conversations& chats, std::uint32_t seed, int rounds,
                    const std::function<void(const Fact&)>& acknowledge)
{
    const storage::Id conversation = chats.create("chat " + std::to_string(seed));
    storage::Id leaf = 0;
    for (int round = 0; round < rounds; ++round) {
        const std::uint32_t question = ++seed;
        const std::uint32_t size = 20 + question * 977 % 3000;
        leaf = chats.appendMessage({conversation, leaf, storage::Role::User, scriptText(question, size), {}});
        acknowledge({leaf, question, size, true});
        const std::uint32_t answer = ++seed;
        leaf = chats.beginAnswer(conversation, leaf, "a model");
        acknowledge({leaf, answer, 0, false});
        std::uint32_t length = 0;
        for (int flush = 0; flush < 4; ++flush) {
            length += 50 + answer * 389 % 1500;
            chats.updateAnswer(leaf, scriptText(answer, length));
            acknowledge({leaf, answer, length, false});
        }
        chats.finishAnswer(leaf, scriptText(answer, length + 9), storage::MessageState::Complete,
                           storage::AnswerMetrics{});
        acknowledge({leaf, answer, length + 9, true});
    }
}

// Empty if the fact is in the database, else what is wrong.
inline std::string missing(const storage::Conversations& chats, const Fact& fact)
{
    const auto message = chats.message(fact.message);
    const std::string name = "message " + std::to_string(fact.message);
    if (!message)
        return name + " is lost";
    if (message->text.size() < fact.length)
        return name + " is short";
    if (message->text != scriptText(fact.seed, message->text.size()))
        return name + " has another text";
    if (fact.finished && message->state != storage::MessageState::Complete)
        return name + " is not finished";
    return {};
}
