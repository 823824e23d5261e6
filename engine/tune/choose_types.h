// SPDX-License-Identifier: GPL-3.0-or-later
// Which type each tensor of a model gets: the choices of llama-quantize (llama.cpp, src/llama-quant.cpp), so that a
// preset's name means what people know under it. Free function, any thread.
#pragma once

#include "engine/files/gguf.h"
#include "engine/tune/preset.h"

#include <optional>

namespace engine::tune
{

struct TypeRule {
    std::string pattern; // regular expression, found anywhere in a tensor's name
    files::TensorType type;
};

struct TypeOptions {
    const Preset* preset = nullptr;
    bool importance = false;                    // some presets choose otherwise with it
    bool pure = false;                          // the preset's base type for all matrices
    std::optional<files::TensorType> output;    // of output.weight, or of the embedding where it serves as both
    std::optional<files::TensorType> embedding; // of token_embd.weight
    std::vector<TypeRule> rules;                // the first that matches decides; each finds a matrix; only for quantized presets
};

struct TypeChoice {
    const files::GgufTensor* tensor;
    files::TensorType type;       // as it will be written; the tensor's own where it is copied
    bool fellBack = false;        // rows did not fit the blocks of the type that was meant
    bool needsImportance = false; // worthless without
    bool quantized() const { return type != tensor->type; }
};

// One for each tensor, in the order of writing: those outside of blocks, then block after block, each by name.
// Rows that are no whole number of 256 fall back: Q2_K, Q3_K and the ternary types to Q4_0, Q4_K to Q5_0, Q5_K to Q5_1,
// Q6_K to Q8_0, IQ4_XS to IQ4_NL; no multiple of 32 to F16.
// Throws engine::Error: BadSetting (a rule that is no regular expression, or finds nothing), BadFile (metadata).
std::vector<TypeChoice> chooseTypes(const files::GgufFile& file, const TypeOptions& options);

} // namespace engine::tune
