// SPDX-License-Identifier: GPL-3.0-or-later
// What a model costs, below what it loses: file, memory, speed and energy, of the base as well where there is one.
#pragma once

#include "engine/measure/cost.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <span>
#include <string>

namespace cli
{

struct CostTable {
    std::string text;             // lines, each ended
    nlohmann::ordered_json costs; // an object for each model; what is not known is not there
};

// Measures on the caller's thread, with progress on a terminal. The model first, then its base. Throws as measureCosts.
CostTable costTable(std::span<const std::shared_ptr<const engine::model::Model>> models, int threads);

} // namespace cli
