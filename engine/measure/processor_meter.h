// SPDX-License-Identifier: GPL-3.0-or-later
// What the processor has used up, by its own counters (Intel's "Running Average Power Limit", which AMD has as well) as
// Linux shows them: packages, and the memory where it is counted apart. Everything that runs on the machine counts, not
// this program alone. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace engine::measure
{

class ProcessorMeter
{
public:
    explicit ProcessorMeter(const std::filesystem::path& folder = "/sys/class/powercap");

    // Since the meter was made; nothing where the machine does not tell. A counter begins anew after some minutes or
    // hours: asked less often than that, it misses energy.
    std::optional<double> joules();
    const std::string& refusal() const { return m_refusal; } // why it does not tell, a sentence; empty where it does

private:
    struct Counter {
        std::filesystem::path file;
        std::uint64_t most = 0; // microjoules; after them it begins at 0
        std::uint64_t last = 0;
    };
    std::vector<Counter> m_counters;
    double m_joules = 0;
    std::string m_refusal;
};

} // namespace engine::measure
