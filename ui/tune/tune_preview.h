// SPDX-License-Identifier: GPL-3.0-or-later
// What an order will make, before it starts: bytes, memory, types, and what speaks against it. Blocking; any thread.
#pragma once

#include "ui/models/layer_grid.h"
#include "ui/models/model_facts.h"
#include "ui/tune/tune_order.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ui
{

struct TunePreview {
    std::string error;        // a sentence where it cannot be done so; the rest is as far as it got
    std::string warning;      // a sentence, or empty
    bool requantizes = false; // the source has blocks already: what they lost stays lost

    std::string name; // of the source
    std::string idea; // of a name for the new file, without its folder
    double sourceBytes = 0;
    double bytes = 0; // of the new file: exact, but for Fit, where it is the most that it will take; 0: unknown
    bool exact = false;
    double sourceBits = 0;    // per weight
    double bits = 0;          // likewise of the new file; 0: unknown
    std::int64_t context = 0; // that memory is planned for
    PlannedMemory sourceMemory, memory;
    double availableBytes = 0; // of memory
    double workBytes = 0;      // on the disk while it runs, beside what is there
    double freeBytes = 0;      // on the disk of the target
    int fellBack = 0;          // tensors whose rows do not fit the type that was meant
    std::string preset;        // of Fit: the best that fits, which the result has to beat; else empty
    double presetBytes = 0;

    // Matrices: names, and the type of each as it will be written. The grid's cells are places in these.
    std::vector<std::string> tensors;
    std::vector<std::string> types;
    LayerGrid grid;
};

// Reads the header only. Never throws.
TunePreview previewTune(const TuneOrder& order);

// "model-F16" and Q4_K_M make "model-Q4_K_M.gguf": a trailing type is replaced.
std::string derivedName(const std::string& sourceFile, const TuneOrder& order);

} // namespace ui
