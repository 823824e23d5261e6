// SPDX-License-Identifier: GPL-3.0-or-later
// strftime in English whatever the locale: templates ask for "%d %b %Y" and models were trained on that.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

namespace engine::text::jinja
{

// Throws RenderFailure for a directive that is not known.
std::string formatTime(std::string_view format, const std::tm& time);

} // namespace engine::text::jinja
