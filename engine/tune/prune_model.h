// SPDX-License-Identifier: GPL-3.0-or-later
// A model whose matrices have zeros. The file is as large as before, since GGUF has no sparse types; of the pattern 2:4
// the engine leaves the zeros out in memory (kernels/sparse.h, kernels/cuda/device_weights.h), and nothing else runs
// otherwise than before. It is for research and for export; what it loses is measured as with any other change
// (divergence.h).
#pragma once

#include "engine/files/gguf.h"
#include "engine/tune/sparsify.h"

#include <filesystem>
#include <functional>
#include <string>

namespace engine::tune
{

enum class PruneScope { // which weights are compared with each other
    Row,                // of one row: each loses its share
    Matrix,             // of a matrix; Magnitude and Wanda
    Global              // of all matrices; Magnitude
};

struct OutlierOptions { // OWL: layers with more outliers keep more weights (sparsify.h)
    bool use = false;
    double limit = 5;    // times the mean: an outlier
    double range = 0.08; // a layer's sparsity is at most so far from the share, either way
};

struct PruneOptions {
    PruneMethod method = PruneMethod::Wanda;
    Sparsity sparsity;
    std::string text; // for Wanda, SparseGPT and outliers; with it, errors are those on its inputs for Magnitude too
    std::int64_t window = 512; // tokens
    std::int64_t windows = 0;  // at most; 0: all
    int threads = 0;
    PruneScope scope = PruneScope::Row;
    OutlierOptions outliers;
    bool keepPart = false; // after a stop, so that the same order goes on from there
};

struct PrunedTensor {
    std::string name;
    double sparsity = 0;    // share of zeros
    double outputError = 0; // |D x|^2 / |W x|^2 over the calibration text, or over white noise without one
};

// Prunes the matrices of the blocks; embedding and head stay. A layer's inputs are those of the unpruned model. Memory:
// the second moments of one layer for SparseGPT. Throws engine::Error: BadSetting (`out` is the source, a share,
// pattern or scope that cannot be, a text too short), Unsupported (a quantized source, a mixture of experts, columns
// that are no multiple of the pattern's), NotWritten, Stopped.
std::vector<PrunedTensor>
pruneModel(const std::filesystem::path& source, const std::filesystem::path& out, const PruneOptions& options,
           const std::atomic<bool>& stop,
           const std::function<void(const PrunedTensor& done, std::size_t index, std::size_t count)>& progress = {});

// What of pruneModel() is known before: the size to the byte, and the head of the file, hashes apart. The text is not
// looked at. Throws as pruneModel does for settings and sources.
struct PrunePlan {
    std::uint64_t bytes = 0;
    std::vector<std::byte> head;
    Sparsity sparsity;
};
PrunePlan planPrune(const std::filesystem::path& source, const std::filesystem::path& out, const PruneOptions& options);
bool isPruned(const files::GgufTensor& tensor, int layers); // of a model with so many; else it is copied

} // namespace engine::tune
