// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli pull: a model of the hub into the cache that huggingface_hub shares; goes on where it was interrupted.
#include "app/cli/bytes_text.h"
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/hub/download_queue.h"
#include "engine/hub/names.h"
#include "engine/measure/memory.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace cli
{
namespace
{

namespace hub = engine::hub;

struct PullCommand {
    std::string what;
    std::string revision;
    bool json = false;
};

std::string choices(const hub::Repository& repo)
{
    std::string list;
    for (const hub::FileSet& set : repo.sets)
        list += (list.empty() ? "" : ", ") + (set.kind == hub::SetKind::Safetensors ? "safetensors"
                                              : set.quantization.empty()            ? set.files.front().path
                                                                                    : set.quantization);
    return list;
}

hub::Order orderFor(const hub::Settings& settings, const PullCommand& options)
{
    hub::Wanted wanted = hub::parseWanted(options.what, settings.endpoint);
    if (wanted.repo.empty())
        throw engine::Error(engine::ErrorKind::BadSetting,
                            "\"" + options.what +
                                "\" names no repository; one looks like owner/name or owner/name:Q4_K_M. "
                                "Find one with \"fettle-cli search\".");
    if (!options.revision.empty())
        wanted.revision = options.revision;
    hub::HubApi api(settings);
    const auto memory = static_cast<std::uint64_t>(engine::measure::availableMemory());
    const hub::Repository repo = api.repository(wanted.repo, wanted.revision, memory, stopFlag());
    if (repo.sets.empty())
        throw engine::Error(engine::ErrorKind::NotFound,
                            wanted.repo + " has no GGUF file and no safetensors folder that Fettle could open.");
    const std::string& name = wanted.file.empty() ? wanted.quantization : wanted.file;
    const hub::FileSet* set = hub::findSet(repo.sets, name);
    if (!set)
        throw engine::Error(engine::ErrorKind::NotFound,
                            wanted.repo + " has no \"" + name + "\". It has: " + choices(repo) + ".");
    return hub::orderOf(repo, *set);
}

std::string progressLine(const hub::DownloadStatus& status)
{
    if (status.state == hub::DownloadState::Waiting)
        return status.sentence;
    const double percent =
        status.total == 0 ? 100.0 : 100.0 * static_cast<double>(status.done) / static_cast<double>(status.total);
    char share[32];
    std::snprintf(share, sizeof share, "%.1f %%  ", percent);
    std::string text =
        share + bytesText(static_cast<double>(status.done)) + " of " + bytesText(static_cast<double>(status.total));
    if (status.state == hub::DownloadState::Checking)
        return "Checking  " + text;
    if (status.bytesPerSecond > 0)
        text += "  " + bytesText(status.bytesPerSecond) + "/s";
    return text + (status.secondsLeft ? "  " + secondsText(*status.secondsLeft) + " left" : "");
}

nlohmann::ordered_json progressJson(const hub::DownloadStatus& status)
{
    static const char* const names[] = {"queued", "running", "waiting", "checking", "paused", "done", "failed"};
    nlohmann::ordered_json json = {{"state", names[static_cast<int>(status.state)]},
                                   {"done_bytes", status.done},
                                   {"total_bytes", status.total},
                                   {"bytes_per_second", status.bytesPerSecond}};
    json["seconds_left"] = status.secondsLeft ? nlohmann::ordered_json(*status.secondsLeft) : nullptr;
    if (!status.sentence.empty())
        json["note"] = status.sentence;
    if (!status.path.empty())
        json["path"] = status.path.string();
    return json;
}

// Without a network a finished download is still found, by the branch as it was last seen.
std::optional<std::filesystem::path> foundOffline(const hub::Settings& settings, const PullCommand& options)
{
    const hub::Wanted wanted = hub::parseWanted(options.what, settings.endpoint);
    if (!settings.offline || wanted.repo.empty())
        return std::nullopt;
    const hub::HubCache cache(settings.cache);
    const auto commit = cache.ref(wanted.repo, options.revision.empty() ? wanted.revision : options.revision);
    if (!commit)
        return std::nullopt;
    std::vector<hub::NamedFile> files;
    std::error_code unknown;
    const auto snapshot = cache.snapshot(wanted.repo, *commit);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(snapshot, unknown))
        if (entry.is_regular_file(unknown))
            files.push_back({entry.path().lexically_relative(snapshot).generic_string(), entry.file_size(unknown), {}});
    const auto sets = hub::fileSets(files, 0);
    const hub::FileSet* set = hub::findSet(sets, wanted.file.empty() ? wanted.quantization : wanted.file);
    if (!set || !set->missing.empty())
        return std::nullopt;
    return set->kind == hub::SetKind::Gguf ? snapshot / set->files.front().path
           : set->name.empty()             ? snapshot
                                           : snapshot / set->name;
}

hub::DownloadStatus follow(const hub::Settings& settings, const hub::Order& order, bool json)
{
    hub::DownloadStatus last;
    hub::DownloadQueue* watched = nullptr;
    std::mutex mutex; // what is told comes on the download's thread
    hub::DownloadQueue queue(settings, 1, [&](int id) {
        const std::lock_guard lock(mutex);
        const auto status = watched ? watched->find(id) : std::nullopt;
        if (!status)
            return;
        if (json)
            printJson(progressJson(*status));
        else
            showProgress(progressLine(*status));
        if (stopFlag())
            watched->pause(id);
    });
    {
        const std::lock_guard lock(mutex);
        watched = &queue;
    }
    const int id = queue.add(order);
    std::thread stopper; // a signal only sets a flag
    std::atomic<bool> ended = false;
    stopper = std::thread([&] {
        while (!ended && !stopFlag())
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        if (!ended)
            queue.pause(id);
    });
    queue.wait(id);
    ended = true;
    stopper.join();
    return *queue.find(id);
}

int run(const PullCommand& options)
{
    const hub::Settings settings = hub::Settings::fromEnvironment();
    if (const auto path = foundOffline(settings, options)) {
        print(path->string() + "\n");
        return kDone;
    }
    const hub::Order order = orderFor(settings, options);
    const hub::DownloadStatus status = follow(settings, order, options.json);
    endProgress();
    if (status.state == hub::DownloadState::Failed)
        throw engine::Error(status.failure, status.sentence);
    if (status.state == hub::DownloadState::Paused) {
        remark("Stopped at " + bytesText(static_cast<double>(status.done)) + " of " +
               bytesText(static_cast<double>(status.total)) + "; the same command goes on from there.");
        return kInterrupted;
    }
    if (!options.json)
        print(status.path.string() + "\n");
    return kDone;
}

} // namespace

void addPull(CLI::App& app, Run& chosen)
{
    CLI::App* command =
        app.add_subcommand("pull", "Download a model from the Hugging Face hub; goes on where it stopped");
    const auto options = std::make_shared<PullCommand>();
    command
        ->add_option("REPO", options->what,
                     "owner/name, owner/name:Q4_K_M, owner/name:file.gguf or an address of the hub")
        ->required()
        ->type_name("");
    command->add_option("--revision", options->revision, "Branch, tag or commit; main without it")->type_name("R");
    command->add_flag("--json", options->json, "Print one JSON object a line for each step");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
