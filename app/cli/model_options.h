// SPDX-License-Identifier: GPL-3.0-or-later
// The options that say which model runs where, and loading it.
#pragma once

#include "engine/generate/session.h"
#include "engine/model/device.h"
#include "engine/model/model.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

namespace cli
{

struct ModelOptions {
    std::string file;
    std::string device = "auto";     // or as engine::model::isDevice says
    std::vector<int> gpuLayers = {}; // of each GPU, or one number for all together; none, or -1: as many as fit
    int threads = 0;                 // 0: all that this process may use
    bool autoIsProcessor = false;    // of a command that runs, or measures, there unless a GPU is named

    void addTo(CLI::App& command); // -m, --device, --threads
    // None for the CPU. "auto": the first that serves, else a remark that says why none does.
    // Throws engine::Error(Unsupported): no such GPU.
    engine::model::GpuList openGpus() const;
    engine::model::GpuLayerWish layerWish() const;
    // Loads with progress on a terminal; Ctrl+C stops it. Throws engine::Error; Unsupported as above. Where "auto" has
    // found a GPU that the model cannot run on, the processor is taken, with a remark.
    // `use`: what a GPU has to have room for beside the layers that are as many as fit.
    std::shared_ptr<const engine::model::Model> load(const engine::model::GpuUse& use = {}) const;
    engine::generate::SessionOptions session(std::int64_t context) const;
};

// A whole text file, or standard input for "-". Throws engine::Error naming the file.
std::string readText(const std::string& file);

} // namespace cli
