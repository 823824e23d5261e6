// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/hub/vocabulary.h"

#include "engine/error.h"

namespace engine::files::hub
{
namespace
{

constexpr std::int64_t kMostPieces = 4'000'000;
constexpr float kUnusedScore = -10'000; // as llama.cpp gives to tokens that were added later

} // namespace

std::int64_t HubVocabulary::find(const std::string& piece) const
{
    if (m_ids.empty())
        for (std::size_t i = 0; i < pieces.size(); ++i)
            m_ids.emplace(pieces[i], static_cast<std::int64_t>(i));
    const auto found = m_ids.find(piece);
    return found == m_ids.end() ? -1 : found->second;
}

void HubVocabulary::put(std::int64_t id, const std::string& piece, PieceKind kind, const std::string& file)
{
    if (id < 0 || id >= kMostPieces)
        throw Error(ErrorKind::BadFile, file + ": the token \"" + piece.substr(0, 80) +
                                            "\" has the impossible number " + std::to_string(id) + ".");
    padTo(id + 1);
    m_ids.clear();
    const auto at = static_cast<std::size_t>(id);
    pieces[at] = piece;
    kinds[at] = kind;
}

void HubVocabulary::padTo(std::int64_t size)
{
    while (static_cast<std::int64_t>(pieces.size()) < size) {
        pieces.push_back("[PAD" + std::to_string(pieces.size()) + "]");
        kinds.push_back(PieceKind::Unused);
    }
    m_ids.clear();
}

void HubVocabulary::write(GgufContent& content) const
{
    content.set("tokenizer.ggml.model", std::string_view(model));
    content.set("tokenizer.ggml.pre", std::string_view(pre));
    content.set("tokenizer.ggml.tokens", std::span<const std::string>(pieces));
    if (model == "llama" || model == "t5") {
        std::vector<float> all = scores;
        all.resize(pieces.size(), kUnusedScore);
        content.set("tokenizer.ggml.scores", std::span<const float>(all));
    }
    std::vector<std::int32_t> numbers;
    for (const PieceKind kind : kinds)
        numbers.push_back(static_cast<std::int32_t>(kind));
    content.set("tokenizer.ggml.token_type", std::span<const std::int32_t>(numbers));
    if (model == "gpt2")
        content.set("tokenizer.ggml.merges", std::span<const std::string>(merges));
    if (addsSpace)
        content.set("tokenizer.ggml.add_space_prefix", *addsSpace);
    if (removesSpace)
        content.set("tokenizer.ggml.remove_extra_whitespaces", *removesSpace);
    if (lowercases)
        content.set("tokenizer.ggml.normalizer.lowercase", *lowercases);
    if (!charMap.empty()) {
        const auto bytes = std::as_bytes(std::span(charMap));
        content.set("tokenizer.ggml.precompiled_charsmap",
                    GgufValue{ValueType::Array, ValueType::U8, charMap.size(), bytes});
    }
}

} // namespace engine::files::hub
