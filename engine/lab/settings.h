// SPDX-License-Identifier: GPL-3.0-or-later
// What the Lab compares: the settings of one candidate, each with a key, a range and a spelling, so that a file, the
// command line and a window read and write them alike. Values only; any thread.
#pragma once

#include "kernels/types.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace engine::lab
{

struct Settings {
    std::string model;                            // a GGUF file, or a folder from the hub
    std::string device = "cpu";                   // model::isDevice
    int gpuLayers = -1;                           // the last so many layers on the GPU; -1: as many as it has room for
    int threads = 0;                              // 0: all that this process may use
    kernels::Type cacheType = kernels::Type::F16; // F16, BF16, F32, Q8_0 or Q4_0
    std::int64_t context = 0;                     // positions; 0: what the model was trained for, at most 4096
    int batch = 256;                              // prompt tokens per pass
    int guesses = 0;                              // tokens guessed ahead where the text repeats itself; 0: none
    std::string draftModel;                       // a smaller model that guesses; empty: none
    int draftTokens = 4;                          // that it guesses at once
    int parallel = 1;                             // the same request so many times in one batch
    bool reusePrefix = false;   // what came before the last message was read before, as in a chat that goes on
    bool graphCapture = true;   // on a GPU: the ops of a token recorded once and replayed
    bool sampleOnDevice = true; // on a GPU: it chooses the tokens itself

    bool operator==(const Settings&) const = default;
};

enum class SettingKind { Whole, Flag, Choice, File, Device };

struct SettingInfo {
    const char* key;   // "threads", as in the JSON of an experiment
    const char* title; // "Threads": English, for people
    SettingKind kind;
    std::int64_t least = 0, most = 0; // of a whole number
    std::span<const char* const> choices = {};
};

std::span<const SettingInfo> settingInfos(); // in the order in which people see them
const SettingInfo* findSetting(std::string_view key);

// The value of one setting as text: "4", "true", "Q8_0", "/models/a.gguf".
std::string settingText(const Settings& settings, std::string_view key);
// Throws engine::Error(BadSetting): no such key, or a value that it cannot have; the sentence has both and the range.
void setSetting(Settings& settings, std::string_view key, std::string_view text);

// One value of an axis as people read it: "4 threads", "Q8_0 cache", "a.gguf".
std::string valueTitle(const Settings& settings, std::string_view key);

} // namespace engine::lab
