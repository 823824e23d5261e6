// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer entry: any bytes as an experiment of the Lab and as a result. What is accepted comes back from its own
// JSON, and its report can be made; engine::Error is the only other way out.
#include "engine/error.h"
#include "engine/lab/report.h"

#include <nlohmann/json.hpp>

#include <cstdlib>

namespace
{

template <class Work>
void refusedOr(const Work& work)
{
    try {
        work();
    } catch (const engine::Error& error) {
        const auto kind = error.kind();
        if (kind != engine::ErrorKind::BadFile && kind != engine::ErrorKind::BadSetting)
            std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace engine::lab;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    refusedOr([&] {
        const Experiment experiment = parseExperiment(text, "fuzz.json");
        const std::string written = toJson(experiment).dump();
        if (toJson(parseExperiment(written, "again.json")).dump() != written)
            std::abort();
    });
    refusedOr([&] {
        const Result result = parseResult(text, "fuzz.json");
        const std::string written = toJsonText(result);
        if (toJsonText(parseResult(written, "again.json")) != written)
            std::abort();
        for (const Metric metric : {Metric::DecodeRate, Metric::PrefillRate, Metric::FirstToken, Metric::Total}) {
            const Table table = tabulate(result, metric);
            if (toText(result, table).empty() || toCsv(table).empty())
                std::abort();
        }
    });
    return 0;
}
