// SPDX-License-Identifier: GPL-3.0-or-later
// Who rounds a whole matrix better than one value at a time, for the job of quantize_model.h.
#pragma once

#include "engine/files/gguf.h"
#include "engine/tune/gptq.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace engine::tune
{

class Folding;

// Asked on the job's thread, tensor after tensor in the order of writing.
class Rounder
{
public:
    virtual ~Rounder() = default;
    // What its results depend on; goes into the journal of the job.
    virtual std::string identity() const = 0;
    // Whether it can round this tensor to this type.
    virtual bool knows(const files::GgufTensor& tensor, files::TensorType type) const = 0;
    // weights [rows, cols]. Nothing where the calibration says too little about the tensor. Throws as gptq.h does.
    virtual std::optional<GptqResult> round(const files::GgufTensor& tensor, const float* weights,
                                            files::TensorType type, kernels::Pool& pool,
                                            const std::atomic<bool>& stop) = 0;
};

struct FeedbackOptions {
    GptqOptions gptq;
    std::int64_t context = 512;       // tokens of a window
    std::int64_t most = 0;            // windows, the first ones; 0: all
    int threads = 0;                  // of the passes over the text
    const Folding* folding = nullptr; // scales that the weights come with, or null: the inputs are divided by them;
                                      // outlives the rounder
    std::int64_t memory = std::int64_t{1}
                          << 30; // bytes for second moments: how many blocks a pass over the text serves
};

// K-GPTQ on what the model's own matrices see while it reads a text; the last tenth of the windows decides for each
// tensor whether it is kept. Matrices of experts are left to others. Loads the model; passes over the text are made as
// blocks come up. Throws engine::Error as Model::load and Windows do, and BadSetting (fewer than two windows).
std::unique_ptr<Rounder> feedbackRounder(const std::filesystem::path& model, std::string_view text,
                                         const FeedbackOptions& options, const std::atomic<bool>& stop);

} // namespace engine::tune
