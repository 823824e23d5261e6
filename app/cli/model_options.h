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
    int threads = 0;             // 0: all that this process may use

    void addTo(CLI::App& command); // -m, --device, --threads
    void requireDevice() const;    // throws engine::Error(Unsupported) for a device that cannot run models
    // Loads with progress on a terminal; Ctrl+C stops it. Throws engine::Error; Unsupported as above.
    std::shared_ptr<const engine::model::Model> load() const;
    engine::generate::SessionOptions session(std::int64_t context) const;
};

// A whole text file, or standard input for "-". Throws engine::Error naming the file.
std::string readText(const std::string& file);

} // namespace cli
