// SPDX-License-Identifier: GPL-3.0-or-later
// What chat and complete have in common: the sampling options, and the answer streamed and reported.
#pragma once

#include "app/cli/model_options.h"
#include "engine/generate/generator.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cli
{

struct AnswerOptions {
    ModelOptions model;
    std::string prompt;
    std::int64_t context = 0; // positions; 0: what the model was trained for, at most 4096
    kernels::Type cache = kernels::Type::F16;
    kernels::cuda::PromptProducts prompts;
    int maxTokens = 0; // 0: until the end or a full context
    engine::generate::SamplerSettings sampling;
    std::vector<std::string> stopStrings;
    std::vector<std::string> logitBias; // each "ID=VALUE"
    int keepWhenFull = -1;              // as in Request
    int guesses = 0;                    // as in Request
    std::string draftModel;             // a smaller model that guesses; empty: none
    int draftTokens = 4;                // at once
    int logProbabilities = -1;          // likeliest tokens to report beside each chosen one; -1: no report
    std::string sessionFile;            // the cache of what was read, taken up and left here; empty: none
    std::uint64_t seed = 0;
    CLI::Option* seedGiven = nullptr;
    bool json = false;

    void addTo(CLI::App& command); // the model's options, -p, -n, -c, sampling, --json
    engine::generate::SamplerSettings settings() const;
    engine::generate::SessionOptions session() const;
    std::unique_ptr<engine::generate::DraftModel> draftFor(const engine::generate::Session& session) const; // or null
    void restore(engine::generate::Session& session) const; // from --session's file, where there is one
};

// Generates from `prompt`, streaming to stdout unless JSON is wanted; then speed (to a terminal) or the JSON object,
// which begins with what `json` holds. `before` comes first, once the request is taken. Returns the exit code.
int answer(const AnswerOptions& options, engine::generate::Session& session, std::vector<engine::text::TokenId> prompt,
           nlohmann::ordered_json json, std::string_view before = {});

} // namespace cli
