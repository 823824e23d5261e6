// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli plan: the memory that a model will take, before it is loaded.
#include "app/cli/cache_option.h"
#include "app/cli/commands.h"
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
    std::string model;
    std::int64_t context = 0;
    int threads = 0;
    kernels::Type cache = kernels::Type::F16;
    bool gpu = false;
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
    const engine::files::GgufFile file = engine::files::openModel(options.model);
    const auto config = engine::model::Config::fromGguf(file);
    auto weights = engine::model::Weights::fromGguf(file, config);
    engine::generate::SessionOptions session;
    session.context = options.context;
    session.threads = options.threads;
    session.cacheType = options.cache;
    using engine::generate::Session;
    const auto use = options.gpu ? Session::planOnGpu(config, weights, file.name(), session)
                                 : Session::plan(config, weights, file.name(), session);
    const std::int64_t total = use.weights + use.cache + use.scratch;
    const std::int64_t available = options.gpu ? 0 : engine::measure::availableMemory(); // of a GPU: unknown here
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
    command->add_option("-m,--model", options->model, "Model file (GGUF) or folder from the hub")
        ->required()
        ->type_name("FILE");
    command->add_option("-c,--context", options->context, "Context in tokens; 0 takes the model's own, at most 4096")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 24))
        ->type_name("CTX");
    command->add_option("-t,--threads", options->threads, "Threads; 0 takes all that this process may use")
        ->check(CLI::Range(0, 256))
        ->capture_default_str()
        ->type_name("N");
    addCacheOption(*command, options->cache);
    command->add_flag("--gpu", options->gpu, "The memory of a GPU that computes all of it");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
