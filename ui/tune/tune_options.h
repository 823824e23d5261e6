// SPDX-License-Identifier: GPL-3.0-or-later
// An order in the words of the engine. Pure.
#pragma once

#include "engine/tune/cut_model.h"
#include "engine/tune/fit.h"
#include "engine/tune/prune_model.h"
#include "ui/tune/tune_order.h"

namespace ui
{

// `importance`: a file, or empty where it is not made yet: sizes do not depend on it, but what is worthless without is
// let pass only with one. Throws engine::Error(BadSetting).
engine::tune::QuantizeOptions quantizeOptions(const TuneOrder& order, const std::filesystem::path& importance);
engine::tune::FitOptions fitOptions(const TuneOrder& order, const std::filesystem::path& importance, std::string text);
engine::tune::PruneOptions pruneOptions(const TuneOrder& order, std::string text);
// As the new file will name the scales that are folded in: "--awq", "--smooth 0.5", or nothing.
std::string foldingRecipe(const TuneOrder& order);
constexpr double kSmoothing = 0.5; // the strength of SmoothQuant
engine::tune::CutOptions cutOptions(const TuneOrder& order, std::string text);

} // namespace ui
