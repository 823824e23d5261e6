// SPDX-License-Identifier: GPL-3.0-or-later
// --cache: how keys and values are stored.
#pragma once

#include "kernels/types.h"

#include <CLI/CLI.hpp>

namespace cli
{

void addCacheOption(CLI::App& command, kernels::Type& type);

} // namespace cli
