// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a GPU computes what it should: each op against the plain loops of kernels/reference, and a whole model against
// the processor. For people with a GPU; tests run it on an emulated one.
#pragma once

#include "engine/model/gpu.h"
#include "kernels/types.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace engine::measure
{

struct GpuCheck {
    std::string what;    // for people: "normQkv Q4_K, 5 tokens"
    double error = 0;    // sum of squared errors / sum of squared values; of models the relative error of the logits
    double allowed = 0;
    std::string problem; // where it did not come to an error: a sentence
    bool passed() const { return problem.empty() && error <= allowed; }
};

using OnGpuCheck = std::function<void(const GpuCheck&)>;

// Small: a few types, for an emulated GPU. Whole: every op with every stored type, one token to many, shapes around the
// kernels' tiles. Large: also those of real models, which take the plain loops minutes.
enum class CheckSize { Small, Whole, Large };

// Returns whether all passed. Throws engine::Error(Stopped).
bool checkGpuOps(const std::shared_ptr<model::Gpu>& gpu, CheckSize size, const std::atomic<bool>& stop, const OnGpuCheck& onCheck);

// The model in `path`: logits of a prompt, token by token and in one batch, and of the tokens after it, by the graph.
// Throws engine::Error as loading it does, and Stopped.
bool checkGpuModel(const std::shared_ptr<model::Gpu>& gpu, const std::filesystem::path& path, const std::atomic<bool>& stop,
                   const OnGpuCheck& onCheck);

// All of checkGpuOps in one sentence for people.
struct GpuVerdict {
    bool passed = false;
    std::string sentence;
};
// `progress` gets how many checks were done so far.
GpuVerdict verifyGpu(const std::shared_ptr<model::Gpu>& gpu, CheckSize size, const std::atomic<bool>& stop,
                     const std::function<void(int done)>& progress = {});

} // namespace engine::measure
