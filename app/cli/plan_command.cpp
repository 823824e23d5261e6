// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli plan: the memory that a model will take, before it is loaded.
#include "app/cli/cache_option.h"
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "app/cli/prompt_option.h"
#include "engine/files/open_model.h"
#include "engine/generate/session.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <map>
#include <numeric>

namespace cli
{
namespace
{

struct PlanCommand {
    ModelOptions model;
    std::int64_t context = 0;
    kernels::Type cache = kernels::Type::F16;
    kernels::cuda::PromptProducts prompts;
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

nlohmann::ordered_json jsonOf(const engine::model::GpuNeed& need)
{
    nlohmann::ordered_json json;
    json["weights_bytes"] = need.weights;
    json["cache_bytes"] = need.cache;
    json["scratch_bytes"] = need.scratch;
    json["total_bytes"] = need.all();
    return json;
}

std::string rowsOf(const engine::model::GpuNeed& need)
{
    return line("weights", need.weights) + line("cache", need.cache) + line("scratch", need.scratch) +
           line("total", need.all());
}

void finish(const PlanCommand& options, const engine::model::GpuNeed& all, std::int64_t available, bool fits,
            const nlohmann::ordered_json& places, const std::string& text)
{
    if (options.json) {
        nlohmann::ordered_json json = jsonOf(all);
        json["available_bytes"] = available;
        json["fits"] = fits;
        if (!places.empty())
            json["places"] = places;
        printJson(json);
        return;
    }
    print(text + rowsOf(all));
    if (available > 0)
        print(line("free", available) +
              (fits ? "It fits.\n" : "It does not fit: choose a shorter context or a smaller file.\n"));
}

// Place by place: what each GPU will hold, and what stays with the processor.
void planOn(const engine::model::GpuList& gpus, const PlanCommand& options, const engine::model::Config& config,
            const engine::model::Weights& weights, const std::string& name,
            const engine::generate::SessionOptions& session)
{
    std::vector<engine::model::GpuRoom> rooms;
    std::map<int, std::int64_t> left; // of each device
    for (const auto& gpu : gpus) {
        rooms.push_back({gpu->index(), gpu->freeBytes()});
        left[gpu->index()] = gpu->freeBytes();
    }
    const std::int64_t available = std::accumulate(left.begin(), left.end(), std::int64_t{0},
                                                   [](std::int64_t sum, const auto& one) { return sum + one.second; });
    const auto plan =
        engine::generate::Session::planOnGpus(config, weights, name, session, rooms, options.model.layerWish());
    engine::model::GpuNeed all;
    auto places = nlohmann::ordered_json::array();
    std::string text;
    const auto add = [&](const std::string& key, const std::string& what, int first, int end,
                         const engine::model::GpuNeed& need) {
        all = {all.weights + need.weights, all.cache + need.cache, all.scratch + need.scratch};
        nlohmann::ordered_json json{{"device", key}, {"first_layer", first}, {"layers", end - first}};
        json.update(jsonOf(need));
        places.push_back(json);
        text += what + ", " +
                (end > first ? "layers " + std::to_string(first) + " to " + std::to_string(end - 1)
                             : std::string("only the head")) +
                "\n" + rowsOf(need) + "\n";
    };
    const auto& here = plan.onProcessor;
    if (const int first = plan.onGpus.front().place.first; first > 0)
        add("cpu", "the processor", 0, first, {here.weights, here.cache, here.scratch});
    for (const auto& part : plan.onGpus) {
        const auto& gpu = *gpus[part.place.room];
        const std::string key = "cuda:" + std::to_string(gpu.index());
        left[gpu.index()] -= part.need.all();
        add(key, key + ", " + gpu.name(), part.place.first, part.place.end, part.need);
    }
    const bool fits = std::none_of(left.begin(), left.end(), [](const auto& one) { return one.second < 0; });
    finish(options, all, available, fits, places, text);
}

int run(const PlanCommand& options)
{
    const engine::model::GpuList gpus = options.gpu ? engine::model::GpuList() : options.model.openGpus();
    const engine::files::GgufFile file = engine::files::openModel(options.model.file);
    const auto config = engine::model::Config::fromGguf(file);
    auto weights = engine::model::Weights::fromGguf(file, config);
    engine::generate::SessionOptions session = options.model.session(options.context);
    session.cacheType = options.cache;
    session.prompts = options.prompts;
    using engine::generate::Session;
    if (!gpus.empty()) {
        planOn(gpus, options, config, weights, file.name(), session);
        return kDone;
    }
    const auto use = options.gpu ? Session::planOnGpu(config, weights, file.name(), session)
                                 : Session::plan(config, weights, file.name(), session);
    const std::int64_t available = options.gpu ? 0 : engine::measure::availableMemory(); // of a GPU: unknown here
    const engine::model::GpuNeed need{use.weights, use.cache, use.scratch};
    finish(options, need, available, available == 0 || need.all() <= available, {},
           {}); // unknown: not said to be too large
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
    addPromptOptions(*command, options->prompts);
    command->add_flag("--gpu", options->gpu, "The memory of a GPU that computes all of it");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
