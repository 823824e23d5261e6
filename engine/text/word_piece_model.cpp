// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/word_piece_model.h"

#include "engine/text/utf8.h"

#include <algorithm>

namespace engine::text
{

WordPieceModel::WordPieceModel(const Vocabulary& vocabulary, Options options)
    : m_vocabulary(vocabulary),
      m_options(std::move(options))
{
    for (TokenId id = 0; id < vocabulary.size(); ++id)
        m_longest = std::max(m_longest, vocabulary.piece(id).size());
}

void WordPieceModel::encode(std::string_view word, MergeScratch&, std::vector<TokenId>& out) const
{
    std::size_t characters = 0;
    for (std::size_t at = 0; at < word.size() && characters <= m_options.maxCharacters; ++characters)
        at += decodeUtf8(word, at).length;
    const std::size_t before = out.size();
    std::string piece;
    for (std::size_t at = 0; at < word.size() && characters <= m_options.maxCharacters;) {
        const std::string& prefix = at == 0 ? m_options.first : m_options.continuing;
        TokenId found = -1;
        std::size_t end = std::min(word.size(), at + m_longest);
        for (; end > at; --end) {
            if (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80)
                continue; // within a character
            piece.assign(prefix).append(word, at, end - at);
            if ((found = m_vocabulary.find(piece)) >= 0)
                break;
        }
        if (found < 0) {
            out.resize(before);
            break;
        }
        out.push_back(found);
        at = end;
    }
    if (out.size() == before)
        out.push_back(m_vocabulary.unknown);
}

} // namespace engine::text
