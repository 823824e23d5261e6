// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/ngram_draft.h"

#include <algorithm>

namespace engine::generate
{
namespace
{

constexpr std::size_t kGram = 3;
constexpr int kLongestPause = 64;

// Token numbers have at most 21 bits.
std::uint64_t keyOf(std::span<const text::TokenId> text, std::size_t end)
{
    std::uint64_t key = 0;
    for (std::size_t i = end - kGram; i < end; ++i)
        key = key << 21 | static_cast<std::uint64_t>(text[i]);
    return key;
}

} // namespace

std::vector<text::TokenId> NgramDraft::guess(std::span<const text::TokenId> text, std::int64_t room)
{
    if (text.size() < m_learned) { // older tokens were forgotten, so places have moved
        m_after.clear();
        m_learned = 0;
    }
    learn(text);
    if (m_pause > 0) {
        --m_pause;
        return {};
    }
    if (text.size() <= kGram)
        return {};
    const auto found = m_after.find(keyOf(text, text.size()));
    if (found == m_after.end())
        return {};
    const auto length = std::min({static_cast<std::int64_t>(m_length), room, static_cast<std::int64_t>(text.size() - found->second)});
    const auto first = text.begin() + static_cast<std::ptrdiff_t>(found->second);
    return length > 0 ? std::vector<text::TokenId>(first, first + length) : std::vector<text::TokenId>();
}

// All groups of three but the last one, which is what will be looked up.
void NgramDraft::learn(std::span<const text::TokenId> text)
{
    for (std::size_t end = std::max(m_learned, kGram); end < text.size(); ++end)
        m_after[keyOf(text, end)] = end;
    m_learned = std::max(text.size(), kGram);
}

void NgramDraft::report(int guessed, int accepted)
{
    if (accepted > 0) {
        m_failures = 0;
        m_length = accepted == guessed ? std::min(2 * m_length, m_most) : std::max(accepted, 1);
        return;
    }
    m_length = 1;
    m_pause = std::min(1 << std::min(++m_failures, 6), kLongestPause);
}

} // namespace engine::generate
