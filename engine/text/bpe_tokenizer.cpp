// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/bpe_tokenizer.h"

#include "engine/error.h"
#include "engine/files/gguf.h"
#include "engine/text/word_pattern.h"

#include <algorithm>
#include <optional>
#include <queue>

namespace engine::text
{
namespace
{

// GPT-2 writes each byte as one printable character: 188 stand for themselves, the others are U+0100 and up in order.
std::array<int, 0x144> byteOfCharacter()
{
    std::array<int, 0x144> table{};
    table.fill(-1);
    int next = 0x100;
    for (int byte = 0; byte < 256; ++byte) {
        const bool printable = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
        table[static_cast<std::size_t>(printable ? byte : next++)] = byte;
    }
    return table;
}

// The raw bytes of a piece in that writing; nothing if a character is not of it (added tokens are plain text).
std::optional<std::string> rawBytes(std::string_view piece)
{
    static const std::array<int, 0x144> table = byteOfCharacter();
    std::string raw;
    for (std::size_t i = 0; i < piece.size(); ++i) {
        unsigned character = static_cast<unsigned char>(piece[i]);
        if (character >= 0xC2 && character <= 0xC5 && i + 1 < piece.size())
            character = (character & 0x1F) << 6 | (static_cast<unsigned char>(piece[++i]) & 0x3F);
        else if (character >= 0x80)
            return std::nullopt;
        if (character >= table.size() || table[character] < 0)
            return std::nullopt;
        raw += static_cast<char>(table[character]);
    }
    return raw;
}

std::uint64_t pairKey(TokenId left, TokenId right)
{
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

} // namespace

BpeTokenizer::BpeTokenizer(const files::GgufFile& file) : Tokenizer(file)
{
    const std::string_view name = file.string("tokenizer.ggml.pre").value_or("gpt-2");
    m_pattern = WordPattern::byName(name);
    if (!m_pattern)
        throw Error(ErrorKind::Unsupported, file.name() + " cuts its text by the pattern \"" + std::string(name.substr(0, 40)) +
                                                "\" (tokenizer.ggml.pre), which is not built in yet.");
    m_addBos = file.boolean("tokenizer.ggml.add_bos_token").value_or(false);

    m_byteIds.fill(-1);
    for (TokenId id = 0; id < vocabularySize(); ++id) {
        const std::string text(piece(id));
        const bool added = kind(id) == TokenKind::UserDefined;
        m_bytes.push_back(added || isSpecial(id) ? text : rawBytes(text).value_or(text));
        if (added && !text.empty())
            m_added.emplace_back(text, id);
        else if (m_bytes.back().size() == 1 && !isSpecial(id))
            m_byteIds[static_cast<unsigned char>(m_bytes.back()[0])] = id;
    }
    std::stable_sort(m_added.begin(), m_added.end(), [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    readMerges(file);
}

BpeTokenizer::~BpeTokenizer() = default;

void BpeTokenizer::readMerges(const files::GgufFile& file)
{
    const auto merges = file.strings("tokenizer.ggml.merges");
    if (!merges)
        file.fail("tokenizer.ggml.merges", "is missing, and byte-pair encoding needs it");
    for (std::size_t rank = 0; rank < merges->size(); ++rank) {
        const std::string_view rule = (*merges)[rank];
        const auto space = rule.find(' ', 1); // a piece may not be empty
        const TokenId left = space == std::string_view::npos ? -1 : find(rule.substr(0, space));
        const TokenId right = space == std::string_view::npos ? -1 : find(rule.substr(space + 1));
        const TokenId result = left < 0 || right < 0 ? -1 : find(std::string(piece(left)) + std::string(piece(right)));
        if (result < 0)
            file.fail("tokenizer.ggml.merges", "has the rule \"" + std::string(rule.substr(0, 80)) +
                                                   "\", whose tokens are not all in the vocabulary");
        m_merges.emplace(pairKey(left, right), Merge{static_cast<std::int32_t>(rank), result});
    }
}

const BpeTokenizer::Merge* BpeTokenizer::merge(TokenId left, TokenId right) const
{
    const auto found = m_merges.find(pairKey(left, right));
    return found == m_merges.end() ? nullptr : &found->second;
}

void BpeTokenizer::encodeRun(std::string_view text, std::vector<TokenId>& out) const
{
    const auto words = [&](std::string_view part) {
        m_pattern->split(part, [&](std::string_view word) { encodeWord(word, out); });
    };
    std::size_t begin = 0;
    for (std::size_t at = 0; !m_added.empty() && at < text.size();) {
        const auto added = std::find_if(m_added.begin(), m_added.end(), [&](const auto& entry) {
            return text.compare(at, entry.first.size(), entry.first) == 0;
        });
        if (added == m_added.end()) {
            ++at;
            continue;
        }
        words(text.substr(begin, at - begin));
        out.push_back(added->second);
        begin = at += added->first.size();
    }
    words(text.substr(begin));
}

// Merges by rising rank with a queue over a linked list: n log n also for a "word" of a megabyte.
void BpeTokenizer::encodeWord(std::string_view word, std::vector<TokenId>& out) const
{
    struct Symbol {
        TokenId id;
        std::int32_t previous, next; // -1 at the ends
    };
    struct Candidate {
        std::int32_t rank, left, right; // places of symbols
        TokenId leftId, rightId;        // as they were, to notice outdated candidates
        bool operator<(const Candidate& other) const
        {
            return rank != other.rank ? rank > other.rank : left > other.left; // the queue gives the greatest first
        }
    };

    std::vector<Symbol> symbols;
    for (const char byte : word)
        if (const TokenId id = m_byteIds[static_cast<unsigned char>(byte)]; id >= 0) // bytes that a pruned vocabulary lacks are lost
            symbols.push_back({id, static_cast<std::int32_t>(symbols.size()) - 1, static_cast<std::int32_t>(symbols.size()) + 1});
    if (symbols.empty())
        return;
    symbols.back().next = -1;

    std::priority_queue<Candidate> queue;
    const auto offer = [&](std::int32_t left, std::int32_t right) {
        if (left < 0 || right < 0)
            return;
        const TokenId a = symbols[static_cast<std::size_t>(left)].id;
        const TokenId b = symbols[static_cast<std::size_t>(right)].id;
        if (const Merge* found = merge(a, b))
            queue.push({found->rank, left, right, a, b});
    };
    for (std::int32_t i = 0; i + 1 < static_cast<std::int32_t>(symbols.size()); ++i)
        offer(i, i + 1);

    while (!queue.empty()) {
        const Candidate best = queue.top();
        queue.pop();
        Symbol& left = symbols[static_cast<std::size_t>(best.left)];
        Symbol& right = symbols[static_cast<std::size_t>(best.right)];
        if (left.id != best.leftId || right.id != best.rightId || left.next != best.right)
            continue;
        left.id = merge(best.leftId, best.rightId)->result;
        left.next = right.next;
        right.id = -1;
        if (left.next >= 0)
            symbols[static_cast<std::size_t>(left.next)].previous = best.left;
        offer(left.previous, best.left);
        offer(best.left, left.next);
    }
    for (std::int32_t at = 0; at >= 0; at = symbols[static_cast<std::size_t>(at)].next)
        out.push_back(symbols[static_cast<std::size_t>(at)].id);
}

std::string BpeTokenizer::pieceBytes(TokenId id) const
{
    return m_bytes[static_cast<std::size_t>(id)];
}

} // namespace engine::text
