// SPDX-License-Identifier: GPL-3.0-or-later
// A model with fewer parts: whole blocks, neurons of the feed-forward parts, or groups of attention heads. Unlike
// single weights (prune_model.h) this makes the file smaller and the model faster, and it is an ordinary GGUF of the
// same architecture. What it costs is a multiple of what quantizing to the same size costs, unless the model is trained
// again.
#pragma once

#include "engine/tune/layer_choice.h"

#include <filesystem>
#include <string>

namespace engine::tune
{

enum class Part {
    Layers,  // whole blocks; types stay as they are, so a quantized model can be cut as well
    Neurons, // those with the least E[x_j^2] |W_down,j|^2; GGUF has one width for all layers
    Heads // a key and value head with its query heads, those with the least E|W_output,g x_g|^2, as many in each layer
};

struct CutOptions {
    Part part = Part::Layers;
    int count = 1;          // of layers, or of groups of heads in each layer
    double share = 0;       // of neurons, above 0 and below 1
    int alignment = 0;      // the width becomes the nearest multiple; 0: of 256 where it is one, else of 32
    bool compensate = true; // the matrix behind takes over what the kept inputs tell of those that go
    LayerMethod method = LayerMethod::Greedy; // of layers
    int searchTrials = 64;
    std::string text;          // to choose by; of neurons and heads the last tenth says whether compensation helps
    std::int64_t window = 512; // tokens
    std::int64_t windows = 0;  // at most; 0: all
    int threads = 0;
    bool keepPart = false; // after a stop, so that the same order goes on from there
};

struct CutMatrix { // what lies behind neurons or heads: ffn_down or attn_output
    std::string name;
    double outputError = 0; // |D x|^2 / |W x|^2 on the part of the text that was kept apart
    double plainError = 0;  // the same without compensation
    bool compensated = false;
};

struct CutResult {
    std::int64_t before = 0; // layers, neurons or groups of heads
    std::int64_t after = 0;
    LayerChoice layers; // Part::Layers
    std::vector<CutMatrix> matrices;
    std::uint64_t sourceBytes = 0;
    std::uint64_t bytes = 0;
};

struct CutProgress {
    std::string what; // plain text
    std::size_t index = 0;
    std::size_t count = 0;
};

// Throws engine::Error: BadSetting (`out` is the source, more than there is, a text too short), Unsupported (parts that
// files of this architecture cannot have fewer of, a quantized source for neurons and heads, a mixture of experts for
// neurons), NotWritten, Stopped.
CutResult cutModel(const std::filesystem::path& source, const std::filesystem::path& out, const CutOptions& options,
                   const std::atomic<bool>& stop, const std::function<void(const CutProgress&)>& progress = {});

// What cutModel would write, without reading the text or the weights: `bytes` exactly where the blocks are alike, as
// they are in models that people have; `head` is the new file's but for hash and choice. Throws as cutModel does.
struct CutPlan {
    std::int64_t before = 0;
    std::int64_t after = 0;
    std::uint64_t bytes = 0;
    std::vector<std::byte> head;
};
CutPlan planCut(const std::filesystem::path& source, const std::filesystem::path& out, const CutOptions& options);

} // namespace engine::tune
