// SPDX-License-Identifier: GPL-3.0-or-later
// Amounts for people: decimal units, as the hub, disks and other tools count downloads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cli
{

std::string bytesText(double bytes); // "4.9 GB"
// The other way: "4500000000", "4500MB", "4.2 GiB"; kB is 1000 bytes and KiB 1024, of either case, and what is left of
// a byte is dropped. Nothing where it is no such size, negative, or more than 2^63.
std::optional<std::uint64_t> bytesIn(std::string_view text);
std::string secondsText(double time); // "1 h 02 min", "3 min 20 s", "12 s"

} // namespace cli
