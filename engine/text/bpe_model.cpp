// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/bpe_model.h"

#include "engine/text/byte_characters.h"
#include "engine/text/hash.h"
#include "engine/text/utf8.h"
#include "engine/text/word_cache.h"

#include <algorithm>
#include <bit>

namespace engine::text
{
namespace
{

std::uint64_t pairOf(TokenId left, TokenId right)
{
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

} // namespace

BpeModel::BpeModel(const Vocabulary& vocabulary, Options options)
    : m_vocabulary(vocabulary),
      m_options(std::move(options))
{
    m_bytes.fill(-1);
    if (m_options.byteLevel) {
        for (unsigned byte = 0; byte < 256; ++byte) {
            const TokenId id = vocabulary.find(characterOfByte(static_cast<unsigned char>(byte)));
            // As a token of its own, not of bytes, such a character is the text that it looks like.
            m_bytes[byte] = id >= 0 && vocabulary.kind(id) == TokenKind::Normal ? id : -1;
        }
    } else if (m_options.byteFallback) {
        m_bytes = vocabulary.byteTokens();
    }
    grow(64);
    const bool knowsAll =
        m_options.byteFallback && std::all_of(m_bytes.begin(), m_bytes.end(), [](TokenId id) { return id >= 0; });
    if (knowsAll && m_options.continuing.empty() && m_options.ending.empty()) {
        m_neighbours = std::make_unique<Neighbours>();
        for (TokenId id = 0; id < vocabulary.size(); ++id)
            m_neighbours->add(vocabulary.piece(id));
    }
}

void BpeModel::reserve(std::size_t merges)
{
    grow(std::bit_ceil(merges * 2 + 2));
}

void BpeModel::grow(std::size_t slots)
{
    std::vector<Slot> old(slots);
    old.swap(m_merges);
    for (const Slot& slot : old) {
        if (slot.pair == kFree)
            continue;
        std::size_t at = mixHash(slot.pair, 0) & (slots - 1);
        while (m_merges[at].pair != kFree)
            at = (at + 1) & (slots - 1);
        m_merges[at] = slot;
    }
}

bool BpeModel::addMerge(std::string_view left, std::string_view right)
{
    const std::string_view tail = m_options.continuing.empty() || right.size() < m_options.continuing.size()
                                      ? right
                                      : right.substr(m_options.continuing.size());
    const TokenId leftId = m_vocabulary.find(left);
    const TokenId rightId = m_vocabulary.find(right);
    const TokenId result = m_vocabulary.find(std::string(left) + std::string(tail));
    if (leftId < 0 || rightId < 0 || result < 0)
        return false;
    if ((m_used + 1) * 2 > m_merges.size())
        grow(m_merges.size() * 2);
    if (byteOfPiece(left) >= 0 || byteOfPiece(right) >= 0)
        m_neighbours.reset(); // such a merge joins bytes, whatever characters they are of
    const std::uint64_t pair = pairOf(leftId, rightId);
    std::size_t at = mixHash(pair, 0) & (m_merges.size() - 1);
    while (m_merges[at].pair != kFree && m_merges[at].pair != pair)
        at = (at + 1) & (m_merges.size() - 1);
    if (m_merges[at].pair == kFree) { // of equal rules the first counts
        m_merges[at] = {pair, {m_rank, result}};
        ++m_used;
    }
    ++m_rank;
    return true;
}

Merge BpeModel::mergeOf(TokenId left, TokenId right) const
{
    const std::uint64_t pair = pairOf(left, right);
    for (std::size_t at = mixHash(pair, 0);; ++at) {
        const Slot& slot = m_merges[at & (m_merges.size() - 1)];
        if (slot.pair == pair)
            return slot.merge;
        if (slot.pair == kFree)
            return {};
    }
}

// A byte that a pruned vocabulary lacks becomes the unknown token, or nothing where there is none.
void BpeModel::beginWithBytes(std::string_view word, std::vector<Symbol>& symbols) const
{
    for (const char byte : word) {
        const TokenId id = m_bytes[static_cast<unsigned char>(byte)];
        const auto place = static_cast<std::uint32_t>(symbols.size());
        if (id >= 0 || m_vocabulary.unknown >= 0)
            symbols.push_back({id >= 0 ? id : m_vocabulary.unknown, place, place + 1});
    }
}

void BpeModel::beginWithCharacters(std::string_view word, std::vector<Symbol>& symbols) const
{
    bool unknownBefore = false;
    std::string piece;
    const auto push = [&](TokenId id) {
        const auto place = static_cast<std::uint32_t>(symbols.size());
        symbols.push_back({id, place, place + 1});
    };
    for (std::size_t at = 0; at < word.size();) {
        const std::string_view character = word.substr(at, decodeUtf8(word, at).length);
        piece.clear();
        if (at > 0)
            piece += m_options.continuing;
        piece += character;
        at += character.size();
        if (at == word.size())
            piece += m_options.ending;
        const TokenId id = m_vocabulary.find(piece);
        bool unknown = false;
        if (id >= 0) {
            push(id);
        } else if (m_options.byteFallback && std::all_of(character.begin(), character.end(), [&](char byte) {
                       return m_bytes[static_cast<unsigned char>(byte)] >= 0;
                   })) {
            for (const char byte : character)
                push(m_bytes[static_cast<unsigned char>(byte)]);
        } else if (m_vocabulary.unknown >= 0) {
            unknown = true;
            if (!unknownBefore || !m_options.fuseUnknown)
                push(m_vocabulary.unknown);
        }
        unknownBefore = unknown;
    }
}

void BpeModel::encode(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out) const
{
    if (m_options.wholeWords) {
        const TokenId whole = m_vocabulary.find(m_options.byteLevel ? toByteCharacters(word) : std::string(word));
        if (whole >= 0 && m_vocabulary.kind(whole) != TokenKind::Control) {
            out.push_back(whole);
            return;
        }
    }
    constexpr std::size_t kLong = 64;
    if (!m_neighbours || word.size() < kLong) {
        encodePart(word, scratch, out);
        return;
    }
    WordCache cache(word.size());
    m_neighbours->cut(word, [&](std::string_view part) {
        cache.encode(part, out, [&](std::string_view p) { encodePart(p, scratch, out); });
    });
}

void BpeModel::encodePart(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out) const
{
    scratch.symbols.clear();
    if (m_options.byteLevel)
        beginWithBytes(word, scratch.symbols);
    else
        beginWithCharacters(word, scratch.symbols);
    mergeSymbols(scratch, [this](const Symbol& left, const Symbol& right) { return mergeOf(left.id, right.id); });
    for (const Symbol& symbol : scratch.symbols)
        out.push_back(symbol.id);
}

} // namespace engine::text
