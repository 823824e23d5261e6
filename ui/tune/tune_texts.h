// SPDX-License-Identifier: GPL-3.0-or-later
// The texts that methods calibrate on, beside those that are shipped (engine/tune/shipped_texts.h), and the importance
// matrix that is made of one.
// Blocking; any thread.
#pragma once

#include "engine/model/model.h"
#include "engine/tune/windows.h"
#include "ui/tune/tune_order.h"

#include <filesystem>
#include <string>

namespace ui
{

// The text of `path`, which is UTF-8. Throws engine::Error: NotFound, BadSetting (a folder, no text, too long).
std::string readTuneText(const std::string& path);
// What the importance matrix says it was collected on.
std::string datasetName(const TuneOrder& order);

// Windows that this model and this text allow. Throws engine::Error(BadSetting) where the text is too short to tell
// anything, with the numbers.
engine::tune::Windows calibrationWindows(const engine::model::Model& model, const std::string& text);

constexpr std::int64_t kLeastCalibration = 256;            // tokens
constexpr std::int64_t kMostCalibration = 32 << 10;        // tokens that are read
constexpr const char* kImportanceFile = "importance.gguf"; // as it is named in what it was used for

// A matrix of ones for the model of `source`: sizes and types are the same with it as with the real one.
void writeStandInImportance(const TuneOrder& order, const std::filesystem::path& file);

} // namespace ui
