// SPDX-License-Identifier: GPL-3.0-or-later
// --prompt-precision and --prompt-products: how a GPU multiplies prompts.
#pragma once

#include "kernels/cuda/prompt_products.h"

#include <CLI/CLI.hpp>

namespace cli
{

void addPromptOptions(CLI::App& command, kernels::cuda::PromptProducts& prompts);

} // namespace cli
