// SPDX-License-Identifier: GPL-3.0-or-later
// What files to import may cost, and how one that may not be taken says so.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace storage::exchange
{

inline constexpr std::size_t kMostBytes = std::size_t{512} << 20; // of a file
inline constexpr int kMostDepth = 64;                             // of JSON; real exports stay below 20
inline constexpr std::size_t kMostValues = 4'000'000;             // of JSON, in one conversation
inline constexpr std::size_t kMostConversations = 100'000;        // in one file
inline constexpr std::size_t kMostMessages = 100'000;             // in one conversation, all versions
inline constexpr std::size_t kMostText = std::size_t{64} << 20;   // bytes of one text

// what() is a clause that goes on after the file or conversation: "has a message without a role".
class Refused : public std::runtime_error
{
public:
    explicit Refused(const std::string& clause) : std::runtime_error(clause) {}
};

} // namespace storage::exchange
