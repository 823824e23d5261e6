// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli plan: the memory that a model will take, before it is loaded.
#include "app/cli/cache_option.h"
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "engine/files/open_model.h"
#include "engine/generate/session.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace cli
{
namespace
{

struct PlanCommand {
    ModelOptions model;
    std::int64_t context = 0;
    kernels::Type cache = kernels::Type::F16;
    bool json = false;
};

std::string line(const char* what, std::int64_t bytes)
{
    char text[80];
    std::snprintf(text, sizeof text, "%-9s %12.1f MiB  %14lld bytes\n", what, static_cast<double>(bytes) / (1 << 20),
                  static_cast<long long>(bytes));
    return text;
}

int run(const PlanCommand& options)
{
    options.model.requireDevice();
    const engine::files::GgufFile file = engine::files::openModel(options.model.file);
    const auto config = engine::model::Config::fromGguf(file);
    auto weights = engine::model::Weights::fromGguf(file, config);
    engine::generate::SessionOptions session = options.model.session(options.context);
    session.cacheType = options.cache;
    const auto use = engine::generate::Session::plan(config, weights, file.name(), session);
    const std::int64_t total = use.weights + use.cache + use.scratch;
    const std::int64_t available = engine::measure::availableMemory();
    if (options.json) {
        nlohmann::ordered_json json;
        json["weights_bytes"] = use.weights;
        json["cache_bytes"] = use.cache;
        json["scratch_bytes"] = use.scratch;
        json["total_bytes"] = total;
        json["available_bytes"] = available;
        json["fits"] = available == 0 || total <= available; // unknown: not said to be too large
        printJson(json);
        return kDone;
    }
    print(line("weights", use.weights) + line("cache", use.cache) + line("scratch", use.scratch) +
          line("total", total));
    if (available > 0)
        print(line("free", available) +
              (total <= available ? "It fits.\n" : "It does not fit: choose a shorter context or a smaller file.\n"));
    return kDone;
}

} // namespace

void addPlan(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("plan", "Memory that a model will take, exactly, before it is loaded");
    const auto options = std::make_shared<PlanCommand>();
    options->model.addTo(*command);
    command->add_option("-c,--context", options->context, "Context in tokens; 0 takes the model's own, at most 4096")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 24))
        ->type_name("CTX");
    addCacheOption(*command, options->cache);
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
