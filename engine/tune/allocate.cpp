// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/allocate.h"

#include <algorithm>
#include <cmath>

namespace engine::tune
{
namespace
{

using Items = std::span<const std::vector<Choice>>;
using Chosen = std::vector<std::size_t>;

std::uint64_t bytesOf(Items items, const Chosen& chosen)
{
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < items.size(); ++i)
        bytes += items[i][chosen[i]].bytes;
    return bytes;
}

// The least of loss + price * bytes for each item; the smaller one among equals.
Chosen bestAt(Items items, double price)
{
    Chosen chosen(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto cost = [&](const Choice& choice) { return choice.loss + price * static_cast<double>(choice.bytes); };
        chosen[i] = static_cast<std::size_t>(
            std::min_element(items[i].begin(), items[i].end(),
                             [&](const Choice& a, const Choice& b) {
                                 return cost(a) != cost(b) ? cost(a) < cost(b) : a.bytes < b.bytes;
                             }) -
            items[i].begin());
    }
    return chosen;
}

Chosen smallest(Items items)
{
    Chosen chosen(items.size());
    for (std::size_t i = 0; i < items.size(); ++i)
        chosen[i] = static_cast<std::size_t>(std::min_element(items[i].begin(), items[i].end(),
                                                              [](const Choice& a, const Choice& b) {
                                                                  return a.bytes != b.bytes ? a.bytes < b.bytes : a.loss < b.loss;
                                                              }) -
                                             items[i].begin());
    return chosen;
}

// The lowest price of a byte at which the choices fit.
Chosen relaxed(Items items, std::uint64_t budget)
{
    double low = 0; // too cheap, or nothing to save
    double high = 1;
    if (Chosen chosen = bestAt(items, low); bytesOf(items, chosen) <= budget)
        return chosen;
    constexpr int kDoublings = 200, kHalvings = 100; // more than a double's exponents and digits between them
    int steps = 0;
    while (bytesOf(items, bestAt(items, high)) > budget && ++steps < kDoublings)
        high *= 2;
    if (steps == kDoublings)
        return smallest(items);
    while (high > 1e-300 && bytesOf(items, bestAt(items, high / 2)) <= budget)
        high /= 2;
    low = high / 2;
    for (int i = 0; i < kHalvings; ++i) {
        const double middle = (low + high) / 2;
        (bytesOf(items, bestAt(items, middle)) <= budget ? high : low) = middle;
    }
    return bestAt(items, high);
}

// The change of one item that saves most loss for its bytes, as long as there is one that fits.
void fill(Items items, std::uint64_t budget, Chosen& chosen)
{
    for (std::uint64_t used = bytesOf(items, chosen);;) {
        double best = 0;
        std::size_t item = 0, choice = 0;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const Choice& now = items[i][chosen[i]];
            for (std::size_t c = 0; c < items[i].size(); ++c) {
                const Choice& other = items[i][c];
                if (other.loss >= now.loss || used - now.bytes + other.bytes > budget)
                    continue;
                const double more = other.bytes > now.bytes ? static_cast<double>(other.bytes - now.bytes) : 0;
                const double gain = more > 0 ? (now.loss - other.loss) / more : HUGE_VAL;
                if (gain > best) {
                    best = gain;
                    item = i;
                    choice = c;
                }
            }
        }
        if (best <= 0)
            return;
        used = used - items[item][chosen[item]].bytes + items[item][choice].bytes;
        chosen[item] = choice;
    }
}

// One item larger and another smaller, where both together lose less.
bool exchange(Items items, std::uint64_t budget, Chosen& chosen)
{
    const std::uint64_t used = bytesOf(items, chosen);
    double best = 0;
    std::size_t change[4] = {};
    for (std::size_t up = 0; up < items.size(); ++up)
        for (std::size_t c = 0; c < items[up].size(); ++c) {
            const double gained = items[up][chosen[up]].loss - items[up][c].loss;
            if (gained <= best)
                continue;
            const std::uint64_t without = used - items[up][chosen[up]].bytes + items[up][c].bytes;
            for (std::size_t down = 0; down < items.size(); ++down)
                for (std::size_t d = 0; down != up && d < items[down].size(); ++d) {
                    const double total = gained - (items[down][d].loss - items[down][chosen[down]].loss);
                    if (total > best && without - items[down][chosen[down]].bytes + items[down][d].bytes <= budget) {
                        best = total;
                        change[0] = up, change[1] = c, change[2] = down, change[3] = d;
                    }
                }
        }
    if (best <= 0)
        return false;
    chosen[change[0]] = change[1];
    chosen[change[2]] = change[3];
    return true;
}

} // namespace

std::optional<std::vector<std::size_t>> allocate(std::span<const std::vector<Choice>> items, std::uint64_t budget)
{
    if (bytesOf(items, smallest(items)) > budget)
        return std::nullopt;
    Chosen chosen = relaxed(items, budget);
    fill(items, budget, chosen);
    constexpr int kMostExchanges = 200; // each looks at all pairs
    for (int i = 0; i < kMostExchanges && exchange(items, budget, chosen); ++i)
        fill(items, budget, chosen);
    return chosen;
}

} // namespace engine::tune
