// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers that make an architecture, read from a file and validated once.
#pragma once

#include "kernels/ops.h"

#include <cstdint>
#include <string>
#include <vector>

namespace engine::files
{
class GgufFile;
}

namespace engine::model
{

enum class Family { Llama, Gpt2 };

struct Config {
    Family family = Family::Llama;
    std::string architecture;  // as in general.architecture
    std::string name;          // general.name, may be empty; shown to people, so plain text only
    int layers = 0;            // 1 .. 1024
    int dim = 0;               // width of the residual stream
    int heads = 0;             // query heads
    int kvHeads = 0;           // key and value heads; divides heads
    int headDim = 0;           // even where RoPE is used
    int ffn = 0;               // inner width of the feed-forward part
    int vocabulary = 0;        // rows of the token embedding
    std::int64_t context = 0;  // positions it was trained for
    float normEps = 0;
    kernels::Rope rope;        // `factors` points into ropeFactors
    std::vector<float> ropeFactors;

    // Throws engine::Error: Unsupported (the architecture is named), BadFile (the key is named).
    static Config fromGguf(const files::GgufFile& file);
};

} // namespace engine::model
