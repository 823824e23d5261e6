// SPDX-License-Identifier: GPL-3.0-or-later
// All that loading a model does with the bytes of a file, and one token of computation: for hostile files and fuzzing.
#pragma once

#include "engine/error.h"
#include "engine/files/gguf.h"
#include "engine/generate/sampler.h"
#include "engine/model/encoder.h"
#include "engine/model/forward.h"
#include "engine/model/weights.h"
#include "engine/text/chat_template.h"
#include "engine/text/tokenizer.h"

#include <array>

namespace support
{

// Throws engine::Error where the file is refused.
inline void useGguf(std::span<const std::byte> bytes, const std::string& name)
{
    const engine::files::GgufFile file(bytes, name);
    for (const std::string& key : file.keys())
        static_cast<void>(file.display(key));
    const auto config = engine::model::Config::fromGguf(file);
    const auto weights = engine::model::Weights::fromGguf(file, config);
    const auto tokenizer = engine::text::Tokenizer::fromGguf(file);
    static_cast<void>(tokenizer->encode("a cd\xE4\xBD\xA0 <s>"));
    for (engine::text::TokenId id = 0; id < tokenizer->vocabularySize(); ++id)
        static_cast<void>(tokenizer->bytes(id));
    if (const auto source = file.string("tokenizer.chat_template")) {
        try {
            const engine::text::ChatTemplate chat{std::string(*source)};
            const engine::text::ChatMessage message{"user", "a"};
            static_cast<void>(chat.render(std::span(&message, 1), {}));
        } catch (const engine::Error&) {
            // the model falls back to another template
        }
    }
    const std::array<std::int32_t, 2> tokens{0, config.vocabulary - 1};
    if (config.isEncoder()) {
        static_cast<void>(engine::model::Encoder(config, weights, 1).embed(std::span(tokens).first(config.context > 1 ? 2 : 1)));
        return;
    }
    kernels::Pool pool(1);
    engine::model::KvCache cache(config, kernels::Type::F16, 2);
    engine::model::Scratch scratch(config, 2, 1, 2, 1);
    const engine::model::Part both{cache, 2};
    engine::model::Pass pass{kernels::cpuBackend(), pool, {&both, 1}, scratch};
    engine::model::forward(config, weights, tokens, 1, pass);
    const auto count = static_cast<std::size_t>(config.vocabulary);
    engine::generate::SamplerSettings settings;
    settings.seed = 1;
    std::int32_t chosen = 0;
    try {
        chosen = engine::generate::Sampler(settings).choose(std::span(scratch.logits).first(count));
    } catch (const engine::Error& error) { // weights that are not numbers; the sampler knows no file
        throw engine::Error(error.kind(), name + ": " + error.what());
    }
    if (chosen < 0 || chosen >= config.vocabulary)
        throw engine::Error(engine::ErrorKind::Internal, name + ": the sampler left the vocabulary.");
}

} // namespace support
