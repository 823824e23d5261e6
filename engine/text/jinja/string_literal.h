// SPDX-License-Identifier: GPL-3.0-or-later
// Backslash escapes of string literals, as in Python.
#pragma once

#include <string>
#include <string_view>

namespace engine::text::jinja
{

// False with a reason for a truncated or impossible escape. An unknown escape stays as it is written.
bool unescape(std::string_view body, std::string& out, std::string& reason);

} // namespace engine::text::jinja
