// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/tokenizer.h"

#include "engine/error.h"
#include "engine/files/gguf.h"
#include "engine/text/bpe_tokenizer.h"
#include "engine/text/sentencepiece_tokenizer.h"

#include <algorithm>
#include <array>

namespace engine::text
{
namespace
{

constexpr std::size_t kMaxPieceBytes = 64 << 10;

// Names under which families end a turn, where the file's keys name only one of several.
constexpr std::array<std::string_view, 8> kEndNames = {"<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>",
                                                       "<|endoftext|>", "<|end_of_text|>", "<end_of_turn>", "<|return|>"};

// Some files mark "<|user|>" and its kin as user-defined instead of control; typed by a user they must stay text too.
bool looksLikeControl(std::string_view piece)
{
    return piece.size() > 4 && piece.substr(0, 2) == "<|" && piece.substr(piece.size() - 2) == "|>";
}

} // namespace

std::unique_ptr<const Tokenizer> Tokenizer::fromGguf(const files::GgufFile& file)
{
    const auto model = file.string("tokenizer.ggml.model");
    if (!model)
        file.fail("tokenizer.ggml.model", "is missing, so the file brings no vocabulary");
    if (*model == "llama")
        return std::make_unique<SentencePieceTokenizer>(file);
    if (*model == "gpt2")
        return std::make_unique<BpeTokenizer>(file);
    throw Error(ErrorKind::Unsupported, file.name() + " has a vocabulary of the type \"" + std::string(model->substr(0, 40)) +
                                            "\", which is not built in yet.");
}

Tokenizer::Tokenizer(const files::GgufFile& file)
{
    const auto pieces = file.strings("tokenizer.ggml.tokens");
    if (!pieces || pieces->empty() || pieces->size() > 4'000'000)
        file.fail("tokenizer.ggml.tokens", "should list the vocabulary");
    for (const std::string_view piece : *pieces) {
        if (piece.size() > kMaxPieceBytes)
            file.fail("tokenizer.ggml.tokens", "has a token of " + std::to_string(piece.size()) + " bytes");
        m_pieces.emplace_back(piece);
        m_ids.emplace(piece, static_cast<TokenId>(m_pieces.size() - 1));
    }
    const auto types = file.integers("tokenizer.ggml.token_type");
    if (types && types->size() != m_pieces.size())
        file.fail("tokenizer.ggml.token_type", "has " + std::to_string(types->size()) + " entries for " +
                                                   std::to_string(m_pieces.size()) + " tokens");
    m_kinds.resize(m_pieces.size(), TokenKind::Normal);
    for (std::size_t i = 0; types && i < types->size(); ++i) {
        if ((*types)[i] < 1 || (*types)[i] > 6)
            file.fail("tokenizer.ggml.token_type", "has the unknown type " + std::to_string((*types)[i]));
        m_kinds[i] = static_cast<TokenKind>((*types)[i]);
        if (m_kinds[i] == TokenKind::UserDefined && looksLikeControl(m_pieces[i]))
            m_kinds[i] = TokenKind::Control;
    }

    const auto id = [&](const char* key) {
        const std::int64_t value = file.integer(key).value_or(-1);
        if (value >= vocabularySize() && value != 0xFFFFFFFF) // some writers say "none" that way
            file.fail(key, "is " + std::to_string(value) + ", but the vocabulary has " + std::to_string(vocabularySize()) + " tokens");
        return value < 0 || value == 0xFFFFFFFF ? TokenId{-1} : static_cast<TokenId>(value);
    };
    m_bos = id("tokenizer.ggml.bos_token_id");
    m_eos = id("tokenizer.ggml.eos_token_id");
    m_ends = {m_eos, id("tokenizer.ggml.eot_token_id"), id("tokenizer.ggml.eom_token_id")};
    for (const std::string_view end : kEndNames)
        if (const TokenId found = find(end); found >= 0 && isSpecial(found))
            m_ends.push_back(found);
    std::sort(m_ends.begin(), m_ends.end());

    for (TokenId token = 0; token < vocabularySize(); ++token)
        if (isSpecial(token) && !piece(token).empty())
            m_specials.emplace_back(piece(token), token);
    std::stable_sort(m_specials.begin(), m_specials.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

TokenId Tokenizer::find(std::string_view piece) const
{
    const auto found = m_ids.find(piece);
    return found == m_ids.end() ? -1 : found->second;
}

bool Tokenizer::isSpecial(TokenId id) const
{
    return kind(id) == TokenKind::Control;
}

bool Tokenizer::isEnd(TokenId id) const
{
    return id >= 0 && std::binary_search(m_ends.begin(), m_ends.end(), id);
}

std::vector<TokenId> Tokenizer::encode(std::string_view text) const
{
    std::vector<TokenId> ids;
    if (!text.empty())
        encodeRun(text, ids);
    return ids;
}

std::vector<TokenId> Tokenizer::encode(std::span<const Part> parts) const
{
    std::vector<TokenId> ids;
    std::string run; // text between two special tokens is encoded as one, whoever wrote it
    const auto endRun = [&] {
        if (!run.empty())
            encodeRun(run, ids);
        run.clear();
    };
    for (const Part& part : parts) {
        if (!part.fromTemplate) {
            run += part.text;
            continue;
        }
        for (std::string_view rest = part.text; !rest.empty();) {
            const auto special = std::find_if(m_specials.begin(), m_specials.end(),
                                              [&](const auto& entry) { return rest.substr(0, entry.first.size()) == entry.first; });
            if (special == m_specials.end()) {
                run += rest.front();
                rest.remove_prefix(1);
                continue;
            }
            endRun();
            ids.push_back(special->second);
            rest.remove_prefix(special->first.size());
        }
    }
    endRun();
    if (m_addBos && m_bos >= 0 && (ids.empty() || ids.front() != m_bos))
        ids.insert(ids.begin(), m_bos);
    return ids;
}

std::string Tokenizer::bytes(TokenId id) const
{
    return isSpecial(id) ? std::string() : pieceBytes(id);
}

std::string Tokenizer::decode(std::span<const TokenId> ids) const
{
    std::string text;
    for (const TokenId id : ids)
        text += bytes(id);
    if (m_addSpacePrefix && !text.empty() && text.front() == ' ')
        text.erase(0, 1);
    return text;
}

} // namespace engine::text
