// SPDX-License-Identifier: GPL-3.0-or-later
// A vocabulary on its way into GGUF: pieces by id with kinds and scores. Owned by one thread.
#pragma once

#include "engine/files/gguf_content.h"
#include "engine/files/hub/hub_config.h"

#include <map>

namespace engine::files::hub
{

// GGUF's tokenizer.ggml.token_type, which are sentencepiece's.
enum class PieceKind : std::int32_t { Normal = 1, Unknown, Control, UserDefined, Unused, Byte };

struct HubVocabulary {
    std::string model; // tokenizer.ggml.model: llama, gpt2, bert, t5
    std::string pre;   // tokenizer.ggml.pre
    std::vector<std::string> pieces;
    std::vector<PieceKind> kinds;
    std::vector<float> scores;        // of llama and t5
    std::vector<std::string> merges;  // of gpt2: "left right"
    std::optional<bool> addsSpace;    // add_space_prefix
    std::optional<bool> removesSpace; // remove_extra_whitespaces
    std::optional<bool> lowercases;   // of bert
    std::string charMap;              // precompiled_charsmap, for t5

    // Id of a piece; -1 if there is none.
    std::int64_t find(const std::string& piece) const;
    // Puts a piece at its place, the gap before it filled with unused ones. Error(BadFile) for ids no vocabulary has.
    void put(std::int64_t id, const std::string& piece, PieceKind kind, const std::string& file);
    // Unused pieces up to `size`, as the embedding often has more rows than there are tokens.
    void padTo(std::int64_t size);
    void write(GgufContent& content) const;

private:
    mutable std::map<std::string, std::int64_t> m_ids; // made at the first find
};

HubVocabulary readSentencePiece(std::string_view bytes, const std::string& file); // tokenizer.model
HubVocabulary readTokenizerJson(const HubConfig& json);
// Its model where that is a unigram one. Throws engine::Error: BadFile, Unsupported (a step that is shown).
void readUnigram(const HubConfig& json, const HubConfig& model, HubVocabulary& vocabulary);
// vocab.json and merges.txt in the form of tokenizer.json; empty where one of them is missing. `config` is config.json,
// `settings` tokenizer_config.json and `special` special_tokens_map.json. Throws engine::Error: BadFile, Unsupported (the
// class of the tokenizer is named).
HubConfig readOlderBpe(const std::filesystem::path& folder, const HubConfig& config, const HubConfig& settings,
                       const HubConfig& special);
HubVocabulary readWordList(std::string_view text, const std::string& file); // vocab.txt

// The name in tokenizer.ggml.pre of what tokenizer.json's "pre_tokenizer" (and "normalizer") do.
// Throws engine::Error(Unsupported) that shows the expression which is not known.
std::string preTokenizerName(const HubConfig& tokenizer);

} // namespace engine::files::hub
