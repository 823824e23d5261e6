// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli search: models of the hub, and the files of one.
#include "app/cli/bytes_text.h"
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/hub/hub_api.h"
#include "engine/hub/names.h"
#include "engine/measure/memory.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <map>

namespace cli
{
namespace
{

namespace hub = engine::hub;

struct SearchCommand {
    std::vector<std::string> words;
    std::string sort = "downloads";
    int limit = 20;
    bool all = false;
    bool json = false;
};

const std::map<std::string, hub::Sort> kSorts = {{"downloads", hub::Sort::Downloads},
                                                 {"likes", hub::Sort::Likes},
                                                 {"date", hub::Sort::Changed},
                                                 {"trending", hub::Sort::Trending},
                                                 {"new", hub::Sort::Created}};

const char* gateName(hub::Gate gate)
{
    return gate == hub::Gate::Open ? "no" : gate == hub::Gate::Manual ? "manual" : "auto";
}

nlohmann::ordered_json describe(const hub::RepoSummary& repo)
{
    return {{"id", repo.id},           {"downloads", repo.downloads},        {"likes", repo.likes},
            {"changed", repo.changed}, {"gated", gateName(repo.gate)},       {"private", repo.isPrivate},
            {"gguf", repo.hasGguf},    {"safetensors", repo.hasSafetensors}, {"license", repo.license}};
}

std::string line(const hub::RepoSummary& repo)
{
    char numbers[80];
    std::snprintf(numbers, sizeof numbers, "%10llu %7llu  %-10.10s  ", static_cast<unsigned long long>(repo.downloads),
                  static_cast<unsigned long long>(repo.likes), repo.changed.c_str());
    return numbers + repo.id + (repo.gate != hub::Gate::Open ? "  (gated)" : "") +
           (repo.isPrivate ? "  (private)" : "") + "\n";
}

int showRepository(hub::HubApi& api, const hub::Wanted& wanted, bool json)
{
    const auto memory = static_cast<std::uint64_t>(engine::measure::availableMemory());
    const hub::Repository repo = api.repository(wanted.repo, wanted.revision, memory, stopFlag());
    if (json) {
        nlohmann::ordered_json object = describe(repo.summary);
        object["commit"] = repo.commit;
        object["sets"] = nlohmann::ordered_json::array();
        for (const hub::FileSet& set : repo.sets) {
            auto paths = nlohmann::ordered_json::array();
            for (const hub::NamedFile& file : set.files)
                paths.push_back(file.path);
            object["sets"].push_back({{"kind", set.kind == hub::SetKind::Gguf ? "gguf" : "safetensors"},
                                      {"name", set.name},
                                      {"quantization", set.quantization},
                                      {"size_bytes", set.bytes},
                                      {"recommended", set.recommended},
                                      {"missing", set.missing},
                                      {"files", paths}});
        }
        printJson(object);
        return kDone;
    }
    print(repo.summary.id +
          (repo.summary.gate != hub::Gate::Open ? " (gated: accept its conditions on the hub first)" : "") + "\n");
    for (const hub::FileSet& set : repo.sets) {
        char row[96];
        const std::string label = set.kind == hub::SetKind::Safetensors ? "safetensors" : set.quantization;
        std::snprintf(row, sizeof row, "%c %-12s %10s  %2zu file%s  ", set.recommended ? '*' : ' ', label.c_str(),
                      bytesText(static_cast<double>(set.bytes)).c_str(), set.files.size(),
                      set.files.size() == 1 ? " " : "s");
        print(row + (set.files.size() == 1 ? set.files[0].path : set.name) +
              (set.missing.empty() ? "" : "  " + set.missing) + "\n");
    }
    if (repo.sets.empty())
        print("It has no GGUF file and no safetensors folder.\n");
    return kDone;
}

int run(const SearchCommand& options)
{
    hub::HubApi api(hub::Settings::fromEnvironment());
    std::string text;
    for (const std::string& word : options.words)
        text += (text.empty() ? "" : " ") + word;
    const hub::Wanted wanted = hub::parseWanted(text, api.settings().endpoint);
    if (!wanted.repo.empty())
        return showRepository(api, wanted, options.json);
    hub::SearchQuery query{wanted.words, wanted.author, kSorts.at(options.sort), !options.all, options.limit};
    const hub::SearchPage page = api.search(query, stopFlag());
    if (options.json) {
        auto list = nlohmann::ordered_json::array();
        for (const hub::RepoSummary& repo : page.repos)
            list.push_back(describe(repo));
        printJson(list);
        return kDone;
    }
    if (page.repos.empty())
        remark("Nothing was found. Fewer words find more; --all searches beyond GGUF.");
    else
        print(" downloads   likes  changed     repository\n");
    for (const hub::RepoSummary& repo : page.repos)
        print(line(repo));
    return kDone;
}

} // namespace

void addSearch(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("search", "Find models on the Hugging Face hub, or show the files of one");
    const auto options = std::make_shared<SearchCommand>();
    command
        ->add_option("WORDS", options->words,
                     "Words, an author (\"owner/\"), a repository (\"owner/name\") or its address")
        ->required()
        ->type_name("");
    command->add_option("--sort", options->sort, "downloads, likes, date, new or trending")
        ->check(CLI::IsMember({"downloads", "likes", "date", "new", "trending"}))
        ->capture_default_str()
        ->type_name("S");
    command->add_option("-n,--limit", options->limit, "Results")
        ->check(CLI::Range(1, 100))
        ->capture_default_str()
        ->type_name("N");
    command->add_flag("--all", options->all, "Also repositories without GGUF files");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
