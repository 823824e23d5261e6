// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/unigram_model.h"

#include "engine/stop_scope.h"
#include "engine/text/utf8.h"

#include <algorithm>

namespace engine::text
{
namespace
{

constexpr double kUnknownPenalty = 10; // sentencepiece's, below the lowest score

} // namespace

UnigramModel::UnigramModel(const Vocabulary& vocabulary, Options options)
    : m_vocabulary(vocabulary),
      m_options(options),
      m_bytes(vocabulary.byteTokens())
{
    m_options.byteFallback =
        options.byteFallback && std::all_of(m_bytes.begin(), m_bytes.end(), [](TokenId id) { return id >= 0; });
    bool first = true;
    for (TokenId id = 0; id < vocabulary.size(); ++id) {
        if (vocabulary.kind(id) != TokenKind::Normal)
            continue;
        m_lowest = first ? vocabulary.score(id) : std::min(m_lowest, vocabulary.score(id));
        m_highest = first ? vocabulary.score(id) : std::max(m_highest, vocabulary.score(id));
        first = false;
    }
    buildTrie();
}

// Level by level from the sorted pieces: a node stands for the range of pieces that begin alike.
void UnigramModel::buildTrie()
{
    std::vector<TokenId> sorted;
    for (TokenId id = 0; id < m_vocabulary.size(); ++id) {
        const TokenKind kind = m_vocabulary.kind(id);
        if ((kind == TokenKind::Normal || kind == TokenKind::UserDefined) && !m_vocabulary.piece(id).empty())
            sorted.push_back(id);
    }
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](TokenId a, TokenId b) { return m_vocabulary.piece(a) < m_vocabulary.piece(b); });
    struct Range {
        std::uint32_t node;
        std::size_t begin, end, depth;
    };
    m_nodes.assign(1, Node{});
    std::vector<Range> level{{0, 0, sorted.size(), 0}}, next;
    while (!level.empty()) {
        next.clear();
        for (const Range& range : level) {
            std::size_t at = range.begin;
            for (; at < range.end && m_vocabulary.piece(sorted[at]).size() == range.depth; ++at)
                if (range.depth > 0 && m_nodes[range.node].id < 0)
                    m_nodes[range.node].id = sorted[at]; // the first of equal pieces
            m_nodes[range.node].firstChild = static_cast<std::uint32_t>(m_nodes.size());
            while (at < range.end) {
                const auto label = static_cast<unsigned char>(m_vocabulary.piece(sorted[at])[range.depth]);
                std::size_t end = at;
                while (end < range.end &&
                       static_cast<unsigned char>(m_vocabulary.piece(sorted[end])[range.depth]) == label)
                    ++end;
                next.push_back({static_cast<std::uint32_t>(m_nodes.size()), at, end, range.depth + 1});
                m_nodes.push_back({0, 0, label, -1});
                ++m_nodes[range.node].children;
                at = end;
            }
        }
        level.swap(next);
    }
    for (std::uint32_t i = 0; i < m_nodes[0].children; ++i)
        m_rootChildren[m_nodes[m_nodes[0].firstChild + i].label] = m_nodes[0].firstChild + i;
}

std::uint32_t UnigramModel::child(std::uint32_t node, unsigned char label) const
{
    if (node == 0)
        return m_rootChildren[label];
    const Node* first = m_nodes.data() + m_nodes[node].firstChild;
    const Node* last = first + m_nodes[node].children;
    const Node* found =
        std::lower_bound(first, last, label, [](const Node& n, unsigned char l) { return n.label < l; });
    return found != last && found->label == label ? static_cast<std::uint32_t>(found - m_nodes.data()) : 0;
}

double UnigramModel::rounded(double value) const
{
    return m_options.doublePrecision ? value : double{static_cast<float>(value)};
}

double UnigramModel::scoreOf(TokenId id, std::size_t length) const
{
    if (m_vocabulary.kind(id) == TokenKind::UserDefined) // always preferred, the longer the more
        return rounded(rounded(static_cast<double>(length) * m_highest) - 0.1);
    return m_vocabulary.score(id);
}

void UnigramModel::encode(std::string_view text, MergeScratch& scratch, std::vector<TokenId>& out) const
{
    struct Best { // way to a place in the text
        double score = 0;
        TokenId id = -1; // of its last piece; -1: an unknown character
        std::uint32_t start = 0;
        bool reached = false;
    };
    std::vector<Best> best(text.size() + 1);
    const double unknownScore = rounded(m_lowest - kUnknownPenalty);
    for (std::size_t at = 0; at < text.size();) {
        StopScope::look();
        const std::size_t characterEnd = at + decodeUtf8(text, at).length;
        const double scoreHere = best[at].score;
        const auto offer = [&](std::size_t end, TokenId id, double more) {
            const double sum = scoreHere + more;
            const double score = rounded(sum);
            if (!best[end].reached || score > best[end].score)
                best[end] = {score, id, static_cast<std::uint32_t>(at), true};
        };
        bool single = false; // the character alone is a piece
        std::uint32_t node = 0;
        for (std::size_t end = at; end < text.size();) {
            node = child(node, static_cast<unsigned char>(text[end++]));
            if (node == 0)
                break;
            const TokenId id = m_nodes[node].id;
            // A piece that ends within a character leads nowhere; broken UTF-8 alone could meet one.
            if (id < 0 || (end < characterEnd))
                continue;
            offer(end, id, scoreOf(id, end - at));
            single |= end == characterEnd;
        }
        if (!single)
            offer(characterEnd, -1, unknownScore);
        at = characterEnd;
    }
    scratch.symbols.clear();
    for (std::size_t end = text.size(); end > 0; end = best[end].start)
        scratch.symbols.push_back({best[end].id, best[end].start, static_cast<std::uint32_t>(end)});
    bool unknownBefore = false;
    for (auto symbol = scratch.symbols.rbegin(); symbol != scratch.symbols.rend(); ++symbol) {
        if (symbol->id >= 0)
            out.push_back(symbol->id);
        else
            emitUnknown(text.substr(symbol->begin, symbol->end - symbol->begin), unknownBefore, out);
        unknownBefore = symbol->id < 0;
    }
}

void UnigramModel::emitUnknown(std::string_view character, bool unknownBefore, std::vector<TokenId>& out) const
{
    if (m_options.byteFallback) {
        for (const char byte : character)
            out.push_back(m_bytes[static_cast<unsigned char>(byte)]);
    } else if (m_vocabulary.unknown >= 0 && (!unknownBefore || !m_options.fuseUnknown)) {
        out.push_back(m_vocabulary.unknown);
    }
}

} // namespace engine::text
