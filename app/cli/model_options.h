// SPDX-License-Identifier: GPL-3.0-or-later
// The options that say which model runs where, and loading it.
#pragma once

#include "engine/generate/session.h"
#include "engine/model/model.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace cli
{

struct ModelOptions {
    std::string file;
    std::string device = "auto"; // auto, cpu or cuda:N
    int gpuLayers = -1;          // of those of a GPU; -1: as many as fit
    int threads = 0;             // 0: all that this process may use

    void addTo(CLI::App& command); // -m, --device, --threads
    std::shared_ptr<engine::model::Gpu> openGpu() const; // null for the CPU; throws engine::Error(Unsupported): no such GPU
    // Loads with progress on a terminal; Ctrl+C stops it. Throws engine::Error; Unsupported as above.
    // `use`: what a GPU has to have room for beside the layers that are as many as fit.
    std::shared_ptr<const engine::model::Model> load(const engine::model::GpuUse& use = {}) const;
    engine::generate::SessionOptions session(std::int64_t context) const;
};

// A whole text file, or standard input for "-". Throws engine::Error naming the file.
std::string readText(const std::string& file);

} // namespace cli
