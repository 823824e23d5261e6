// SPDX-License-Identifier: GPL-3.0-or-later
// JSON of files that may be large and hostile: depth and number of values are bounded, and the elements of a list are
// handed out one by one, so that one conversation is in memory at a time and not the whole file's tree.
#pragma once

#include "storage/exchange/json_view.h"

#include <functional>
#include <string_view>

namespace storage::exchange
{

// Of a list: takes an element and returns true, or leaves it for later.
using TakeElement = std::function<bool(Json& element)>;

// What is left: the value, without the elements that were taken. Refused where it is no JSON; what was taken until then
// stays taken.
Json parseJson(std::string_view text, const TakeElement& take = {});

} // namespace storage::exchange
