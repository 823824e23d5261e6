// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/spm_model.h"

#include "engine/stop_scope.h"
#include "engine/text/utf8.h"
#include "engine/text/word_cache.h"

#include <algorithm>

namespace engine::text
{

SpmModel::SpmModel(const Vocabulary& vocabulary) : m_vocabulary(vocabulary), m_bytes(vocabulary.byteTokens())
{
    m_byteFallback = std::all_of(m_bytes.begin(), m_bytes.end(),
                                 [&](TokenId id) { return id >= 0 && vocabulary.kind(id) == TokenKind::Byte; });
    m_ranks.assign(static_cast<std::size_t>(vocabulary.size()), kNoMerge);

    std::vector<TokenId> byScore;
    for (TokenId id = 0; id < vocabulary.size(); ++id) {
        StopScope::look();
        const TokenKind kind = vocabulary.kind(id);
        const std::string_view piece = vocabulary.piece(id);
        if (piece.empty() || (kind != TokenKind::Normal && kind != TokenKind::UserDefined && kind != TokenKind::Unused))
            continue;
        byScore.push_back(id);
        if (kind == TokenKind::UserDefined)
            m_userDefined.add({std::string(piece), id});
        m_neighbours.add(piece);
    }
    std::sort(byScore.begin(), byScore.end(),
              [&](TokenId a, TokenId b) { return vocabulary.score(a) > vocabulary.score(b); });
    std::uint32_t rank = 0; // equal scores have equal ranks: then the leftmost merges first
    for (std::size_t i = 0; i < byScore.size(); ++i) {
        rank += i > 0 && vocabulary.score(byScore[i]) != vocabulary.score(byScore[i - 1]);
        m_ranks[static_cast<std::size_t>(byScore[i])] = rank;
    }
}

void SpmModel::encode(std::string_view text, MergeScratch& scratch, std::vector<TokenId>& out) const
{
    std::size_t begin = 0;
    while (!m_userDefined.empty()) {
        const auto found = m_userDefined.find(text, begin);
        if (!found)
            break;
        if (found->begin > begin)
            encodeRun(text.substr(begin, found->begin - begin), scratch, out);
        out.push_back(found->token->id);
        begin = found->end;
    }
    if (begin < text.size())
        encodeRun(text.substr(begin), scratch, out);
}

void SpmModel::encodeRun(std::string_view run, MergeScratch& scratch, std::vector<TokenId>& out) const
{
    WordCache cache(run.size());
    const auto segment = [&](std::string_view word) {
        cache.encode(word, out, [&](std::string_view w) { encodeSegment(w, scratch, out); });
    };
    if (m_byteFallback)
        m_neighbours.cut(run, segment);
    else
        encodeSegment(run, scratch, out); // neighbouring unknown characters may share one token: no cut is free
}

void SpmModel::encodeSegment(std::string_view segment, MergeScratch& scratch, std::vector<TokenId>& out) const
{
    const auto textOf = [&](std::uint32_t begin, std::uint32_t end) { return segment.substr(begin, end - begin); };
    scratch.symbols.clear();
    for (std::size_t at = 0; at < segment.size();) {
        StopScope::look();
        const std::size_t end = at + decodeUtf8(segment, at).length;
        scratch.symbols.push_back({-1, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
        at = end;
    }
    Unmerged unmerged;
    mergeSymbols(scratch, [&](const Symbol& left, const Symbol& right) {
        const std::string_view together = textOf(left.begin, right.end);
        const TokenId id = together.size() > Vocabulary::kMaxPieceBytes ? -1 : m_vocabulary.find(together);
        if (id < 0)
            return Merge{};
        if (m_vocabulary.kind(id) == TokenKind::Unused)
            unmerged[together] = left.end - left.begin;
        return Merge{m_ranks[static_cast<std::size_t>(id)], id};
    });
    for (const Symbol& symbol : scratch.symbols)
        emit(textOf(symbol.begin, symbol.end), symbol.id, unmerged, out);
}

// A piece that is marked as unused served as a step only; what it was made of is used in its place.
void SpmModel::emit(std::string_view piece, TokenId id, const Unmerged& unmerged, std::vector<TokenId>& out) const
{
    if (id < 0) // a single character
        id = m_vocabulary.find(piece);
    if (id < 0 || m_ranks[static_cast<std::size_t>(id)] == kNoMerge) {
        emitUnknown(piece, out);
        return;
    }
    const auto halves = m_vocabulary.kind(id) == TokenKind::Unused ? unmerged.find(piece) : unmerged.end();
    if (halves == unmerged.end()) {
        out.push_back(id);
        return;
    }
    emit(piece.substr(0, halves->second), -1, unmerged, out);
    emit(piece.substr(halves->second), -1, unmerged, out);
}

void SpmModel::emitUnknown(std::string_view character, std::vector<TokenId>& out) const
{
    if (m_byteFallback) {
        for (const char byte : character)
            out.push_back(m_bytes[static_cast<unsigned char>(byte)]);
    } else if (m_vocabulary.unknown >= 0 && (out.empty() || out.back() != m_vocabulary.unknown)) {
        out.push_back(m_vocabulary.unknown);
    }
}

} // namespace engine::text
