// SPDX-License-Identifier: GPL-3.0-or-later
// What a chat template may cost. A template comes out of a downloaded file, so each of these is a wall, not advice.
#pragma once

#include <cstddef>
#include <cstdint>

namespace engine::text::jinja
{

inline constexpr std::size_t kMaxSourceBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxTokens = 200'000;
inline constexpr std::size_t kMaxNodes = 100'000;
inline constexpr int kMaxNesting = 64;               // brackets and blocks inside each other, while parsing
inline constexpr int kMaxCallDepth = 64;             // macros, callers and recursive loops inside each other
inline constexpr int kMaxEvalDepth = 1'000;          // C++ recursion of the evaluator, all of it together
inline constexpr int kMaxValueDepth = 128;           // lists in lists
inline constexpr std::int64_t kMaxSteps = 1'000'000; // a step is a call or a filter
inline constexpr std::int64_t kTicksPerStep = 8; // finer: a node or 64 bytes is 1 tick, a statement 2, a new value 8
inline constexpr std::size_t kMaxTextBytes = std::size_t{16} << 20; // one string, and the whole output
inline constexpr std::size_t kMaxLiveBytes = std::size_t{96} << 20; // all values alive at once
inline constexpr std::int64_t kMaxRange = 100'000;
inline constexpr std::size_t kMaxAnalysis = 300'000; // names copied while scopes are resolved

} // namespace engine::text::jinja
