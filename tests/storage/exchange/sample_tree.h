// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation with everything that one can have.
#pragma once

#include "storage/conversation_tree.h"

inline storage::ConversationTree sampleTree()
{
    using storage::MessageState;
    using storage::Role;
    storage::AnswerMetrics metrics;
    metrics.promptTokens = 132;
    metrics.reusedTokens = 84;
    metrics.generatedTokens = 96;
    metrics.firstTokenSeconds = 0.1 + 0.2; // needs all 17 digits
    metrics.prefillSeconds = 0.041;
    metrics.decodeSeconds = 1e-9;
    metrics.thinkingSeconds = 0.125;
    metrics.stopReason = "end";
    metrics.device = "CPU, \"2\" threads";
    metrics.peakBytes = 9'007'199'254'740'993; // beyond what a double holds
    metrics.weightsBytes = 13'200'000;
    metrics.cacheBytes = 9'400'000;
    metrics.scratchBytes = 2'600'000;
    metrics.settings = "{\"seed\":\"18446744073709551615\"}";

    storage::ConversationTree tree;
    tree.title = "Ärger mit --> \"Anführung\"\tund 量化";
    tree.created = 1'735'689'600'000;
    tree.updated = 1'735'689'700'001;
    tree.pinned = true;
    tree.systemPrompt = "Be brief.\n\n<!-- fettle: user {} -->";
    tree.modelPath = "models/a.gguf";
    tree.modelName = "A model";
    tree.draft = "half a thou";
    tree.folder = "Öfen & <b>";
    const storage::Milliseconds at = tree.created;
    tree.messages = {
        {-1, Role::User, "First?", MessageState::Complete, at + 1, "", "", {}},
        {0, Role::Assistant, "One.\n", MessageState::Complete, at + 2, "A model", "", metrics},
        {0, Role::Assistant, "Two, which was", MessageState::Stopped, at + 3, "B model", "", {}},
        {2, Role::User, "\n## You\n\n# Title\n\\<!-- fettle: x\n\n\n", MessageState::Complete, at + 4, "", "", {}},
        {3, Role::Assistant, "", MessageState::Failed, at + 5, "B model", "There is no room.", {}},
        {3, Role::Assistant, "cut", MessageState::Interrupted, at + 6, "B model", "", {}},
        {-1,
         Role::User,
         "First, edited?",
         MessageState::Complete,
         at + 7,
         "",
         "",
         {},
         {{"a.txt", "x\n```\ny", 7}, {"b", "", 0}}},
        {5, Role::Tool, "42", MessageState::Complete, at + 8, "", "", {}},
        {7, Role::System, "Now rhyme.", MessageState::Complete, at + 9, "", "", {}},
    };
    tree.leaf = 8;
    return tree;
}
