// SPDX-License-Identifier: GPL-3.0-or-later
// How much each input channel of each matrix matters: sums of squared inputs over calibration tokens, in the files that
// llama.cpp calls importance matrices (GGUF, and the older binary one). Values; any thread.
#pragma once

#include "engine/stop_scope.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace engine::tune
{

struct ImportanceMatrix {
    // Of one tensor. A tensor of experts has `counts.size()` matrices, every other one has one.
    struct Entry {
        std::vector<float> sums;          // [matrices, cols] sum over tokens of x_j squared; finite, >= 0
        std::vector<std::int64_t> counts; // [matrices] tokens seen; 0 for an expert that was never chosen

        std::int64_t matrices() const { return static_cast<std::int64_t>(counts.size()); }
        std::int64_t cols() const { return static_cast<std::int64_t>(sums.size()) / matrices(); }
        // [matrices, cols] sums / count in F32; 1 everywhere where a matrix saw no token, as llama-quantize has it.
        std::vector<float> meanSquares() const;
    };

    std::map<std::string, Entry> tensors; // by the tensor's name, "blk.0.attn_q.weight"
    std::vector<std::string> datasets;    // names of the texts it was collected on
    std::int64_t chunks = 0;              // windows read
    std::int64_t chunkTokens = 0;         // tokens of a window; 0 in the older format, which does not say
};

// Either format. The older one keeps means times windows; its entries are read as sums over `windows` tokens, so that
// meanSquares() is right. Everything must agree: a row of values >= 0 for each count, counts that are whole numbers,
// one of them above 0, values of 0 where a count is 0, no tensor twice, no byte too few or too many; numbers of windows
// are >= 1 in the older format, which never had one of an expert. Other tensors of a GGUF file are passed over.
// Throws engine::Error: NotFound, BadFile (with the place in the file or the tensor's name).
ImportanceMatrix readImportance(const std::filesystem::path& path);
// The same of bytes in memory; `name` appears in errors.
ImportanceMatrix readImportance(std::span<const std::byte> bytes, const std::string& name);

// The GGUF format, under its name only when whole. An entry whose sizes do not agree is a mistake of the caller.
// Throws engine::Error: NotWritten, Stopped, BadSetting (nothing to write, or a name of more than 55 bytes).
void writeImportance(const ImportanceMatrix& matrix, const std::filesystem::path& path,
                     const std::atomic<bool>& stop = kNoStop);

} // namespace engine::tune
