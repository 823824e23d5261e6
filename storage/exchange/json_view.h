// SPDX-License-Identifier: GPL-3.0-or-later
// JSON of a file as what it is said to be, or Refused. Absent and null are the same here.
#pragma once

#include "storage/conversations.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace storage::exchange
{

using Json = nlohmann::json;

const Json* member(const Json& object, const char* key);       // null where absent, null, or of no object
const Json* objectMember(const Json& object, const char* key); // as member(); Refused where it is no object
const Json* arrayMember(const Json& object, const char* key);
std::string textMember(const Json& object, const char* key); // empty where absent
bool flagMember(const Json& object, const char* key);        // false where absent

// Seconds (with a fraction) or milliseconds since 1970, whichever makes a year of our time, or ISO 8601 in UTC;
// 0 where absent: unknown.
Milliseconds timeMember(const Json& object, const char* key);

// Text, or parts of text: "x", ["x", ...], [{"type": "text", "text": "x"}, ...], also with "text": {"value": "x"}.
// Parts that are no text (images, files) are left out; parts are joined by an empty line.
std::string textOf(const Json& content);

// "user", "human", "model", "developer", ... as other programs call them. Refused for what is none of them.
Role foreignRole(std::string_view word);

} // namespace storage::exchange
