// SPDX-License-Identifier: GPL-3.0-or-later
// How one model is loaded, as it is remembered with it. What is not set is taken from the settings of all models. Pure.
#pragma once

#include "ui/chat/chat_engine.h"

#include <string>

namespace ui
{

struct LoadSettings {
    std::int64_t context = 0; // 0: as the settings say
    int threads = 0;          // likewise
    std::string cacheType;    // "F16", "Q8_0", "Q4_0", "F32", "BF16"; empty: the engine's choice
    bool onGpu = false;       // the first one; else where the settings say
    int gpuLayers = -1;       // the last so many; -1: as many as fit
    int batch = 0;            // tokens of a prompt that are read at once; 0: the engine's choice
    int guesses = 0;          // tokens guessed ahead where the text repeats itself

    bool operator==(const LoadSettings&) const = default;

    std::string toJson() const; // empty where nothing is set
    // What of it is good; the rest is not set.
    static LoadSettings fromJson(const std::string& json);
    LoadOptions over(const LoadOptions& general) const;
};

} // namespace ui
