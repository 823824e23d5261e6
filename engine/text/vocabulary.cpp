// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/vocabulary.h"

#include "engine/files/gguf.h"
#include "engine/stop_scope.h"
#include "engine/text/hash.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace engine::text
{
namespace
{

// Names under which families end a turn, where the file's keys name only one of several.
constexpr std::array<std::string_view, 10> kEndNames = {"<|im_end|>",    "<|eot_id|>",    "<|eom_id|>",
                                                        "<|end|>",       "<|endoftext|>", "<|end_of_text|>",
                                                        "<end_of_turn>", "<|return|>",    "<|END_OF_TURN_TOKEN|>",
                                                        "<|eot|>"};

TokenId idByKey(const files::GgufFile& file, const Vocabulary& vocabulary, const char* key, TokenId absent = -1)
{
    const std::int64_t value = file.integer(key).value_or(-2);
    if (value == -2)
        return vocabulary.contains(absent) ? absent : -1;
    if (value >= vocabulary.size() && value != 0xFFFFFFFF) // some writers say "none" that way
        file.fail(key, "is " + std::to_string(value) + ", but the vocabulary has " + std::to_string(vocabulary.size()) +
                           " tokens");
    return value < 0 || value == 0xFFFFFFFF ? TokenId{-1} : static_cast<TokenId>(value);
}

} // namespace

bool looksLikeControl(std::string_view piece)
{
    return (piece.size() > 4 && piece.substr(0, 2) == "<|" && piece.substr(piece.size() - 2) == "|>") ||
           piece == "<s>" || piece == "</s>";
}

int byteOfPiece(std::string_view piece)
{
    const auto digit = [](char c) {
        const auto at = std::string_view("0123456789ABCDEF").find(c);
        return at == std::string_view::npos ? -1 : static_cast<int>(at);
    };
    if (piece.size() != 6 || piece.substr(0, 3) != "<0x" || piece[5] != '>' || digit(piece[3]) < 0 ||
        digit(piece[4]) < 0)
        return -1;
    return digit(piece[3]) * 16 + digit(piece[4]);
}

Vocabulary Vocabulary::fromGguf(const files::GgufFile& file)
{
    Vocabulary result(file.name());
    const auto pieces = file.strings("tokenizer.ggml.tokens");
    const auto isEmpty = [](std::string_view piece) { return piece.empty(); };
    if (!pieces || pieces->size() > kMaxTokens || std::all_of(pieces->begin(), pieces->end(), isEmpty))
        file.fail("tokenizer.ggml.tokens", "should list the vocabulary");
    for (const std::string_view piece : *pieces)
        if (piece.size() > kMaxPieceBytes)
            file.fail("tokenizer.ggml.tokens", "has a token of " + std::to_string(piece.size()) + " bytes");
    const auto types = file.integers("tokenizer.ggml.token_type");
    if (types && types->size() != pieces->size())
        file.fail("tokenizer.ggml.token_type", "has " + std::to_string(types->size()) + " entries for " +
                                                   std::to_string(pieces->size()) + " tokens");
    for (std::size_t i = 0; i < pieces->size(); ++i) {
        const std::string_view piece = (*pieces)[i];
        const int type = types ? (*types)[i] : 1;
        if (type < 1 || type > 6)
            file.fail("tokenizer.ggml.token_type", "has the unknown type " + std::to_string(type));
        auto kind = static_cast<TokenKind>(type);
        if (kind == TokenKind::UserDefined && looksLikeControl(piece))
            kind = TokenKind::Control;
        result.add(piece, kind);
    }
    result.index();

    if (auto scores = file.floats("tokenizer.ggml.scores")) {
        if (scores->size() != pieces->size())
            file.fail("tokenizer.ggml.scores", "has " + std::to_string(scores->size()) + " entries for " +
                                                   std::to_string(pieces->size()) + " tokens");
        if (!std::all_of(scores->begin(), scores->end(), [](float score) { return std::isfinite(score); }))
            file.fail("tokenizer.ggml.scores", "has an entry that is not a finite number");
        result.setScores({scores->begin(), scores->end()});
    }

    result.bos = idByKey(file, result, "tokenizer.ggml.bos_token_id");
    result.eos = idByKey(file, result, "tokenizer.ggml.eos_token_id");
    result.eot = idByKey(file, result, "tokenizer.ggml.eot_token_id");
    result.eom = idByKey(file, result, "tokenizer.ggml.eom_token_id");
    result.unknown = idByKey(file, result, "tokenizer.ggml.unknown_token_id");
    result.separator = idByKey(file, result, "tokenizer.ggml.seperator_token_id"); // spelled so in the format
    result.classifier = idByKey(file, result, "tokenizer.ggml.cls_token_id");
    result.findEnds();
    return result;
}

void Vocabulary::add(std::string_view piece, TokenKind kind)
{
    m_pieces.emplace_back(piece);
    m_kinds.push_back(kind);
}

void Vocabulary::index()
{
    m_slots.assign(std::bit_ceil(m_pieces.size() * 2 + 2), Slot{});
    const std::size_t mask = m_slots.size() - 1;
    for (TokenId id = 0; id < size(); ++id) {
        StopScope::look();
        const auto hash = static_cast<std::uint32_t>(hashBytes(piece(id)));
        std::size_t slot = hash & mask;
        while (m_slots[slot].id >= 0 && (m_slots[slot].hash != hash || piece(m_slots[slot].id) != piece(id)))
            slot = (slot + 1) & mask;
        if (m_slots[slot].id < 0)
            m_slots[slot] = {hash, id};
    }
}

TokenId Vocabulary::find(std::string_view wanted) const
{
    const std::size_t mask = m_slots.size() - 1;
    const auto hash = static_cast<std::uint32_t>(hashBytes(wanted));
    for (std::size_t slot = hash & mask; m_slots[slot].id >= 0; slot = (slot + 1) & mask)
        if (m_slots[slot].hash == hash && piece(m_slots[slot].id) == wanted)
            return m_slots[slot].id;
    return -1;
}

void Vocabulary::findEnds()
{
    ends = {eos, eot, eom};
    for (const std::string_view name : kEndNames)
        if (const TokenId found = find(name); found >= 0 && kind(found) == TokenKind::Control)
            ends.push_back(found);
    std::sort(ends.begin(), ends.end());
}

std::array<TokenId, 256> Vocabulary::byteTokens() const
{
    std::array<TokenId, 256> tokens;
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    for (std::size_t byte = 0; byte < 256; ++byte)
        tokens[byte] = find(std::string("<0x") + kDigits[byte / 16] + kDigits[byte % 16] + ">");
    return tokens;
}

} // namespace engine::text
