// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/measure/processor_meter.h"

#include <fstream>
#include <system_error>

namespace engine::measure
{
namespace
{

// A file of sysfs that holds one word, or one number.
template <class Value>
std::optional<Value> read(const std::filesystem::path& file)
{
    std::ifstream in(file);
    Value value{};
    return in >> value ? std::optional(value) : std::nullopt;
}

// "intel-rapl:0" is a package, "intel-rapl:0:2" a part of it. "psys", the whole machine, holds the packages once more,
// as "intel-rapl-mmio:0" does; cores and graphics lie within their package, memory does not.
bool counts(const std::filesystem::path& domain)
{
    if (!domain.filename().string().starts_with("intel-rapl:"))
        return false;
    const std::string name = read<std::string>(domain / "name").value_or("");
    return name.starts_with("package") || name == "dram";
}

} // namespace

ProcessorMeter::ProcessorMeter(const std::filesystem::path& folder)
{
    std::error_code absent;
    for (const auto& domain : std::filesystem::directory_iterator(folder, absent)) {
        if (!counts(domain.path()))
            continue;
        const auto file = domain.path() / "energy_uj";
        const auto now = read<std::uint64_t>(file);
        if (now)
            m_counters.push_back({file, read<std::uint64_t>(domain.path() / "max_energy_range_uj").value_or(0), *now});
        else
            m_refusal = "The counters of the processor's energy may be read by the administrator alone.";
    }
    if (!m_refusal.empty())
        m_counters.clear(); // a part would be taken for the whole
    else if (m_counters.empty())
        m_refusal = "This machine does not tell what its processor uses up.";
}

std::optional<double> ProcessorMeter::joules()
{
    if (m_counters.empty())
        return std::nullopt;
    for (Counter& counter : m_counters) {
        const auto now = read<std::uint64_t>(counter.file);
        if (!now)
            return std::nullopt;
        const std::uint64_t begun = *now < counter.last ? counter.most : 0; // anew, since the last time
        m_joules += 1e-6 * static_cast<double>(*now + begun - counter.last);
        counter.last = *now;
    }
    return m_joules;
}

} // namespace engine::measure
