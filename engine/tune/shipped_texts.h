// SPDX-License-Identifier: GPL-3.0-or-later
// The texts of resources/tune, which are built in: for those who have none of their own. UTF-8; no entry stands in two
// of them. Any thread.
#pragma once

#include <string_view>

namespace engine::tune
{

std::string_view calibrationText();
std::string_view probeText();      // for the search of Fit
std::string_view evaluationText(); // that no method has seen

} // namespace engine::tune
