// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/hub_api.h"

#include "engine/files/json_text.h"
#include "engine/hub/answers.h"
#include "engine/hub/names.h"

#include <algorithm>

namespace engine::hub
{
namespace
{

using nlohmann::json;

constexpr std::size_t kMostAnswerBytes = 32U << 20;
constexpr std::size_t kMostFiles = 100'000;
constexpr int kMostPages = 200;
constexpr std::uint64_t kMostFileBytes = std::uint64_t(1) << 50;
constexpr std::size_t kMostText = 200; // of what is shown

const char* sortName(Sort sort)
{
    switch (sort) {
    case Sort::Trending:
        return "trendingScore";
    case Sort::Downloads:
        return "downloads";
    case Sort::Likes:
        return "likes";
    case Sort::Changed:
        return "lastModified";
    case Sort::Created:
        return "createdAt";
    }
    return "downloads";
}

std::string text(const json& object, const char* key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && found != object.end() && found->is_string()
               ? found->get_ref<const std::string&>().substr(0, kMostText)
               : std::string();
}

std::uint64_t count(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

Gate gateOf(const json& object)
{
    const auto found = object.find("gated");
    if (found == object.end() || (found->is_boolean() && !found->get<bool>()) || found->is_null())
        return Gate::Open;
    return text(object, "gated") == "manual" ? Gate::Manual : Gate::Automatic;
}

bool isTrue(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

RepoSummary summaryOf(const json& object)
{
    RepoSummary summary;
    summary.id = text(object, "id");
    summary.downloads = count(object, "downloads");
    summary.likes = count(object, "likes");
    summary.changed = text(object, "lastModified");
    summary.gate = gateOf(object);
    summary.isPrivate = isTrue(object, "private");
    summary.task = text(object, "pipeline_tag");
    const auto tags = object.find("tags");
    for (const json& tag : tags != object.end() && tags->is_array() ? *tags : json::array()) {
        const std::string word = tag.is_string() ? tag.get<std::string>() : std::string();
        summary.hasGguf = summary.hasGguf || word == "gguf";
        summary.hasSafetensors = summary.hasSafetensors || word == "safetensors";
        if (word.rfind("license:", 0) == 0)
            summary.license = word.substr(8, kMostText);
    }
    return summary;
}

std::string answerAbout(std::string subject) // "The search" begins sentences elsewhere
{
    if (subject.rfind("The ", 0) == 0)
        subject[0] = 't';
    return "The hub's answer about " + subject;
}

[[noreturn]] void failToUnderstand(const std::string& subject, const std::string& why)
{
    throw Error(ErrorKind::BadFile, answerAbout(subject) + " makes no sense: " + why +
                                        ". Try again later, and check HF_ENDPOINT where it is set.");
}

// The answer is an object of the listing; names that would lead out of the folder end everything.
void addFile(const json& entry, const std::string& subject, std::vector<NamedFile>& files)
{
    if (!entry.is_object() || text(entry, "type") != "file")
        return;
    const auto path = entry.find("path");
    if (path == entry.end() || !path->is_string() || !isSafePath(path->get_ref<const std::string&>()))
        failToUnderstand(subject, "it has a file whose name leads elsewhere");
    NamedFile file{path->get<std::string>(), count(entry, "size"), text(entry, "oid")};
    if (const auto lfs = entry.find("lfs"); lfs != entry.end() && lfs->is_object()) {
        file.hash = text(*lfs, "oid");
        file.size = count(*lfs, "size");
    }
    if (!isHex(file.hash, 64) && !isHex(file.hash, 40))
        failToUnderstand(subject, "it gives no checksum of " + file.path);
    if (file.size > kMostFileBytes)
        failToUnderstand(subject, "it gives no possible size of " + file.path);
    if (files.size() >= kMostFiles)
        failToUnderstand(subject, "it lists more than " + std::to_string(kMostFiles) + " files");
    files.push_back(std::move(file));
}

// The address in «Link: <address>; rel="next"»; empty if there is none.
std::string nextLink(const Reply& reply)
{
    const std::string link = reply.header("link");
    const std::size_t from = link.find('<');
    const std::size_t to = link.find('>', from);
    return from == link.npos || to == link.npos || link.find("rel=\"next\"", to) == link.npos
               ? std::string()
               : link.substr(from + 1, to - from - 1);
}

} // namespace

struct HubApi::Answer {
    json value;
    std::string next;
};

HubApi::HubApi(Settings settings) : m_settings(std::move(settings)), m_http(m_settings) {}

HubApi::Answer HubApi::ask(const std::string& url, const std::string& subject, const std::atomic<bool>& stop)
{
    for (int failures = 1;; ++failures) {
        const Reply reply = m_http.get({url, std::nullopt, kMostAnswerBytes}, stop);
        Verdict verdict = judge(reply, m_settings, subject);
        if (verdict.what == Verdict::What::Good) {
            const auto target = nextLink(reply).empty() ? std::nullopt : resolveUrl(*parseUrl(url), nextLink(reply));
            const bool same = target && target->origin() == parseUrl(m_settings.endpoint)->origin();
            return {files::parseJson(reply.body, answerAbout(subject)), same ? target->whole : ""};
        }
        if (verdict.what == Verdict::What::Over || failures >= std::min(3, m_settings.tries)) // somebody is waiting
            throw Error(verdict.kind,
                        verdict.sentence + (verdict.what == Verdict::What::Again ? " Try again later." : ""));
        rest(pauseBefore(failures, verdict, m_settings), stop);
    }
}

SearchPage HubApi::page(const std::string& url, const std::atomic<bool>& stop)
{
    Answer answer = ask(url, "The search", stop);
    if (!answer.value.is_array())
        failToUnderstand("The search", "it is no list");
    SearchPage page;
    for (const json& entry : answer.value)
        if (entry.is_object() && isRepoId(text(entry, "id")))
            page.repos.push_back(summaryOf(entry));
    page.next = std::move(answer.next);
    return page;
}

SearchPage HubApi::search(const SearchQuery& query, const std::atomic<bool>& stop)
{
    std::string url = m_settings.endpoint + "/api/models?sort=" + sortName(query.sort) +
                      "&limit=" + std::to_string(std::clamp(query.limit, 1, 100));
    if (!query.words.empty())
        url += "&search=" + escapeUrl(query.words);
    if (!query.author.empty())
        url += "&author=" + escapeUrl(query.author);
    if (query.onlyGguf)
        url += "&filter=gguf";
    for (const char* field : {"downloads", "likes", "lastModified", "gated", "private", "tags", "pipeline_tag"})
        url += std::string("&expand=") + field;
    return page(url, stop);
}

SearchPage HubApi::more(const std::string& next, const std::atomic<bool>& stop)
{
    return page(next, stop);
}

Repository HubApi::repository(const std::string& id, const std::string& revision, std::uint64_t memory,
                              const std::atomic<bool>& stop)
{
    if (!isRepoId(id))
        throw Error(ErrorKind::BadSetting,
                    "\"" + id.substr(0, 120) + "\" is no name of a repository; one looks like owner/name.");
    if (!isRevision(revision))
        throw Error(ErrorKind::BadSetting, "\"" + revision.substr(0, 120) + "\" is no branch, tag or commit.");
    const std::string base = m_settings.endpoint + "/api/models/" + escapeUrlPath(id);
    const Answer about = ask(base + (revision == "main" ? "" : "/revision/" + escapeUrl(revision)), id, stop);
    if (!about.value.is_object() || !isRepoId(text(about.value, "id")))
        failToUnderstand(id, "it is about no repository");
    Repository repo{summaryOf(about.value), revision, text(about.value, "sha"), {}, {}};
    if (isTrue(about.value, "disabled"))
        throw Error(ErrorKind::NotAllowed, id + " was disabled by the hub.");
    if (!isCommit(repo.commit))
        failToUnderstand(id, "it gives no commit");
    // By commit from here on: what is listed and what is fetched stay the same though the branch moves.
    std::string next = base + "/tree/" + repo.commit + "?recursive=true";
    for (int pages = 0; !next.empty(); ++pages) {
        Answer tree = ask(next, "The list of files of " + id, stop);
        if (!tree.value.is_array() || pages == kMostPages)
            failToUnderstand("The list of files of " + id, tree.value.is_array() ? "it has no end" : "it is no list");
        for (const json& entry : tree.value)
            addFile(entry, "The list of files of " + id, repo.files);
        next = tree.next;
    }
    repo.sets = fileSets(repo.files, memory);
    return repo;
}

} // namespace engine::hub
