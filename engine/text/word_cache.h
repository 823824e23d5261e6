// SPDX-License-Identifier: GPL-3.0-or-later
// Texts repeat their words: the ids of one that came before are copied from where they stand in the output. Looks at
// the stop flag (stop_scope.h) before each word.
#pragma once

#include "engine/stop_scope.h"
#include "engine/text/hash.h"
#include "engine/text/vocabulary.h"

#include <algorithm>
#include <bit>

namespace engine::text
{

// Of one text and one growing vector of ids; the words must stay where they are in memory.
class WordCache
{
public:
    explicit WordCache(std::size_t textBytes)
        : m_entries(std::bit_ceil(std::clamp<std::size_t>(textBytes / 8, 16, 1U << 14)))
    {
    }

    // Appends the ids of `word`, by encode(word) where they are not known yet.
    template <class Encode>
    void encode(std::string_view word, std::vector<TokenId>& out, Encode&& encode)
    {
        constexpr std::size_t kLongest = 96; // longer ones hardly come twice
        StopScope::look();
        if (word.size() > kLongest) {
            encode(word);
            return;
        }
        Entry& entry = m_entries[hashBytes(word) & (m_entries.size() - 1)];
        if (entry.word == word) {
            const std::size_t end = out.size();
            out.resize(end + entry.count);
            std::copy_n(out.begin() + entry.first, entry.count, out.begin() + static_cast<std::ptrdiff_t>(end));
            return;
        }
        const std::size_t first = out.size();
        encode(word);
        entry = {word, static_cast<std::ptrdiff_t>(first), out.size() - first};
    }

private:
    struct Entry {
        std::string_view word; // an empty word has no ids
        std::ptrdiff_t first = 0;
        std::size_t count = 0;
    };
    std::vector<Entry> m_entries;
};

} // namespace engine::text
