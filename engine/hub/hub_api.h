// SPDX-License-Identifier: GPL-3.0-or-later
// What the hub tells about models (https://huggingface.co/docs/hub/api), read as hostile input. Blocking; one object
// per thread. Every call throws engine::Error: Network, NotFound, NotAllowed, BadFile (an answer that makes no sense),
// BadSetting, Stopped. Texts come from strangers: show them as plain text.
#pragma once

#include "engine/hub/file_sets.h"
#include "engine/hub/http.h"

#include <nlohmann/json_fwd.hpp>

namespace engine::hub
{

enum class Sort { Trending, Downloads, Likes, Changed, Created }; // all with the greatest first
enum class Gate { Open, Automatic, Manual }; // conditions to accept; granted at once, or by a person

struct RepoSummary {
    std::string id;              // "owner/name"
    std::uint64_t downloads = 0; // of the last 30 days
    std::uint64_t likes = 0;
    std::string changed; // "2026-11-20T10:11:12.000Z", UTC; may be empty
    Gate gate = Gate::Open;
    bool isPrivate = false;
    bool hasGguf = false; // by its tags
    bool hasSafetensors = false;
    std::string task;    // "text-generation"
    std::string license; // "apache-2.0"; may be empty
};

struct SearchQuery {
    std::string words;
    std::string author;
    Sort sort = Sort::Downloads;
    bool onlyGguf = false;
    int limit = 30; // a page, 1 .. 100
};

struct SearchPage {
    std::vector<RepoSummary> repos;
    std::string next; // for more(); empty at the end
};

struct Repository {
    RepoSummary summary;
    std::string revision; // as asked for: "main"
    std::string commit;   // what it stands for now: 40 digits
    std::vector<NamedFile> files;
    std::vector<FileSet> sets; // see fileSets()
};

class HubApi
{
public:
    explicit HubApi(Settings settings);

    SearchPage search(const SearchQuery& query, const std::atomic<bool>& stop);
    SearchPage more(const std::string& next, const std::atomic<bool>& stop);
    // `memory`: see fileSets().
    Repository repository(const std::string& id, const std::string& revision, std::uint64_t memory,
                          const std::atomic<bool>& stop);

    const Settings& settings() const { return m_settings; }

private:
    struct Answer;
    Answer ask(const std::string& url, const std::string& subject, const std::atomic<bool>& stop);
    SearchPage page(const std::string& url, const std::atomic<bool>& stop);

    Settings m_settings;
    Http m_http;
};

} // namespace engine::hub
