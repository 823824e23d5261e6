// SPDX-License-Identifier: GPL-3.0-or-later
// What models cost on this machine, beside what they lose: bytes, memory, speed and energy. Runs on the caller's
// thread.
#pragma once

#include "engine/measure/bench.h"

namespace engine::measure
{

struct CostOptions {
    int promptTokens = 128; // that are read, and of an encoder's text; fewer where the model's context is shorter
    int generatedTokens = 32;
    int repetitions = 3;
    int threads = 0; // as in SessionOptions
};

struct Cost {
    std::int64_t fileBytes = 0; // of all parts
    double bitsPerWeight = 0;
    std::int64_t memoryBytes = 0; // weights, cache and scratch where they lie; 0: there is too little for this context
    std::int64_t context = 0;     // the model's own, at most 4096; 0: an encoder, which keeps none
    std::string device;           // for people; empty of an encoder on the processor
    BenchRow reading;
    BenchRow writing;       // no repetitions of an encoder
    std::string energyNote; // empty, or why no joules are told
};

// Of each model, in their order. Speeds are measured in turns, so all must be in memory at once; those of encoders one
// after the other. Throws engine::Error: BadSetting, NoMemory, Stopped.
std::vector<Cost> measureCosts(std::span<const std::shared_ptr<const model::Model>> models, const CostOptions& options,
                               const std::atomic<bool>& stop,
                               const std::function<void(const std::string& step)>& progress = {});

} // namespace engine::measure
