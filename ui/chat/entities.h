// SPDX-License-Identifier: GPL-3.0-or-later
// Character references of Markdown ("&amp;", "&#233;", "&#x1F600;"). Pure.
#pragma once

#include <optional>
#include <string_view>

namespace ui
{

// `entity` with its "&" and ";". Absent for an unknown name: it is then shown as it was typed.
std::optional<char32_t> entityCharacter(std::string_view entity);

} // namespace ui
