// SPDX-License-Identifier: GPL-3.0-or-later
// The merging of byte-pair encoding (Sennrich et al. 2016): the pair with the lowest rank first, among equals the
// leftmost. Short words are scanned; long ones go through a queue over a linked list, n log n also for a megabyte.
#pragma once

#include "engine/stop_scope.h"
#include "engine/text/vocabulary.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace engine::text
{

constexpr std::uint32_t kNoMerge = std::numeric_limits<std::uint32_t>::max();

struct Merge {
    std::uint32_t rank = kNoMerge; // lower merges first
    TokenId result = -1;
};

struct Symbol {
    TokenId id;
    std::uint32_t begin, end; // of what it stands for, in units of the caller; neighbours touch
};

// Reused from word to word.
struct MergeScratch {
    struct Link {
        std::int32_t previous, next; // -1 at the ends
    };
    struct Candidate {
        std::uint32_t rank;
        std::int32_t left, right;
        std::uint32_t end; // of the right symbol then, to notice what is outdated
        TokenId result;
        bool operator<(const Candidate& other) const // heaps give the greatest first
        {
            return rank != other.rank ? rank > other.rank : left > other.left;
        }
    };
    std::vector<Symbol> symbols;
    std::vector<Merge> merges; // of each symbol with the next
    std::vector<Link> links;
    std::vector<Candidate> queue;
};

template <class MergeOf>
void mergeByScan(MergeScratch& scratch, MergeOf&& mergeOf)
{
    auto& symbols = scratch.symbols;
    auto& merges = scratch.merges;
    merges.resize(symbols.size());
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i)
        merges[i] = mergeOf(symbols[i], symbols[i + 1]);
    merges.back() = Merge{};
    for (;;) {
        std::size_t best = 0;
        for (std::size_t i = 1; i < symbols.size(); ++i)
            if (merges[i].rank < merges[best].rank)
                best = i;
        if (merges[best].rank == kNoMerge)
            return;
        const auto at = static_cast<std::ptrdiff_t>(best);
        symbols[best].id = merges[best].result;
        symbols[best].end = symbols[best + 1].end;
        symbols.erase(symbols.begin() + at + 1);
        merges.erase(merges.begin() + at + 1);
        merges[best] = best + 1 < symbols.size() ? mergeOf(symbols[best], symbols[best + 1]) : Merge{};
        if (best > 0)
            merges[best - 1] = mergeOf(symbols[best - 1], symbols[best]);
    }
}

template <class MergeOf>
void mergeByQueue(MergeScratch& scratch, MergeOf&& mergeOf)
{
    auto& symbols = scratch.symbols;
    auto& links = scratch.links;
    auto& queue = scratch.queue;
    const auto count = static_cast<std::int32_t>(symbols.size());
    const auto symbol = [&](std::int32_t at) -> Symbol& { return symbols[static_cast<std::size_t>(at)]; };
    const auto link = [&](std::int32_t at) -> MergeScratch::Link& { return links[static_cast<std::size_t>(at)]; };
    const auto candidate = [&](std::int32_t left, std::int32_t right) {
        const Merge merge = mergeOf(symbol(left), symbol(right));
        return MergeScratch::Candidate{merge.rank, left, right, symbol(right).end, merge.result};
    };
    const auto offer = [&](std::int32_t left, std::int32_t right) {
        if (left < 0 || right < 0)
            return;
        if (const auto found = candidate(left, right); found.rank != kNoMerge) {
            queue.push_back(found);
            std::push_heap(queue.begin(), queue.end());
        }
    };
    links.resize(symbols.size());
    queue.clear();
    for (std::int32_t i = 0; i < count; ++i) {
        StopScope::look();
        link(i) = {i - 1, i + 1 < count ? i + 1 : -1};
        if (i + 1 < count)
            if (const auto found = candidate(i, i + 1); found.rank != kNoMerge)
                queue.push_back(found);
    }
    std::make_heap(queue.begin(), queue.end());
    while (!queue.empty()) {
        StopScope::look();
        std::pop_heap(queue.begin(), queue.end());
        const auto best = queue.back();
        queue.pop_back();
        if (link(best.left).next != best.right || symbol(best.right).end != best.end ||
            symbol(best.left).end != symbol(best.right).begin)
            continue; // one of the two has merged since
        symbol(best.left).id = best.result;
        symbol(best.left).end = best.end;
        symbol(best.right).end = symbol(best.right).begin; // gone
        link(best.left).next = link(best.right).next;
        link(best.right).next = -1;
        if (link(best.left).next >= 0)
            link(link(best.left).next).previous = best.left;
        offer(link(best.left).previous, best.left);
        offer(best.left, link(best.left).next);
    }
    std::size_t kept = 0;
    for (std::int32_t at = 0; at >= 0; at = link(at).next)
        symbols[kept++] = symbol(at);
    symbols.resize(kept);
}

// Merges scratch.symbols in place. mergeOf(left, right) tells of two neighbours whether and when they merge.
template <class MergeOf>
void mergeSymbols(MergeScratch& scratch, MergeOf&& mergeOf)
{
    constexpr std::size_t kScanned = 40;
    if (scratch.symbols.size() > kScanned)
        mergeByQueue(scratch, mergeOf);
    else if (scratch.symbols.size() > 1)
        mergeByScan(scratch, mergeOf);
}

} // namespace engine::text
