// SPDX-License-Identifier: GPL-3.0-or-later
// The memory that a file will take once it is loaded, before it is written. Any thread.
#pragma once

#include "engine/generate/runner.h"
#include "engine/measure/memory.h"
#include "engine/tune/prune_model.h"
#include "engine/tune/quantize_model.h"

namespace engine::tune
{

// As Session::plan says of the finished file. `name` of the model, for errors. Throws engine::Error as
// model::Config::fromGguf and Session::plan do, and NoMemory where no address space is left.
measure::MemoryUse planMemory(const QuantizePlan& plan, const std::string& name,
                              const generate::SessionOptions& options);
// Of a pruned file: what memory leaves out of matrices by its pattern is known, as they all have it.
measure::MemoryUse planMemory(const PrunePlan& plan, const std::string& name, const generate::SessionOptions& options);

} // namespace engine::tune
