// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cost_table.h"

#include "app/cli/output.h"
#include "app/cli/stop_signal.h"

#include <cstdio>
#include <functional>

namespace cli
{
namespace
{

using engine::measure::BenchRow;
using engine::measure::Cost;

constexpr const char* kUnknown = "-";

template <class... Values>
std::string line(const char* format, Values... values)
{
    char text[160];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

std::string bytes(std::int64_t count)
{
    return count > 0 ? line("%.1f MiB", static_cast<double>(count) / (1 << 20)) : kUnknown;
}

std::string rate(const BenchRow& row)
{
    return row.seconds.empty() ? kUnknown : line("%.2f +/- %.2f", row.meanRate(), row.rateDeviation());
}

std::string energy(const BenchRow& row)
{
    return row.joulesPerToken() < 0 ? kUnknown : line("%.4f", row.joulesPerToken());
}

std::string textOf(const std::vector<Cost>& costs)
{
    const auto row = [&](const std::string& what, const std::function<std::string(const Cost&)>& cell) {
        std::string text = line("%-26s", what.c_str());
        for (const Cost& cost : costs)
            text += line(" %20s", cell(cost).c_str());
        return text + "\n";
    };
    const Cost& first = costs.front();
    std::string text = costs.size() > 1 ? line("\n%-26s %20s %20s\n", "", "this model", "the base") : "\n";
    text += row("File", [](const Cost& cost) { return bytes(cost.fileBytes); });
    text += row("Bits per weight", [](const Cost& cost) { return line("%.3f", cost.bitsPerWeight); });
    text += row(first.context > 0 ? line("Memory, %lld tokens", static_cast<long long>(first.context)) : "Memory",
                [](const Cost& cost) { return bytes(cost.memoryBytes); });
    text +=
        row(line("Reading %d, tokens/s", first.reading.tokens), [](const Cost& cost) { return rate(cost.reading); });
    text += row("  joules per token", [](const Cost& cost) { return energy(cost.reading); });
    if (!first.writing.seconds.empty()) {
        text += row(line("Writing %d, tokens/s", first.writing.tokens),
                    [](const Cost& cost) { return rate(cost.writing); });
        text += row("  joules per token", [](const Cost& cost) { return energy(cost.writing); });
    }
    return text + (first.device.empty() ? "" : "On " + first.device + ".\n") +
           (first.energyNote.empty() ? "" : first.energyNote + "\n");
}

nlohmann::ordered_json jsonOf(const Cost& cost)
{
    nlohmann::ordered_json json{{"file_bytes", cost.fileBytes}, {"bits_per_weight", cost.bitsPerWeight}};
    if (cost.memoryBytes > 0)
        json["memory_bytes"] = cost.memoryBytes;
    if (cost.context > 0)
        json["context"] = cost.context;
    if (!cost.device.empty())
        json["device"] = cost.device;
    const auto add = [&json](const char* name, const BenchRow& row) {
        if (row.seconds.empty())
            return;
        json[name] = {{"tokens", row.tokens},
                      {"tokens_per_second", row.meanRate()},
                      {"tokens_per_second_stddev", row.rateDeviation()}};
        if (row.joulesPerToken() >= 0)
            json[name]["joules_per_token"] = row.joulesPerToken();
    };
    add("reading", cost.reading);
    add("writing", cost.writing);
    if (!cost.energyNote.empty())
        json["energy_note"] = cost.energyNote;
    return json;
}

} // namespace

CostTable costTable(std::span<const std::shared_ptr<const engine::model::Model>> models, int threads)
{
    engine::measure::CostOptions options;
    options.threads = threads;
    const auto costs =
        engine::measure::measureCosts(models, options, stopFlag(), [](const std::string& step) { showProgress(step); });
    CostTable table{textOf(costs), nlohmann::ordered_json::array()};
    for (const Cost& cost : costs)
        table.costs.push_back(jsonOf(cost));
    return table;
}

} // namespace cli
