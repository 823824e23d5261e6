// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/download.h"

#include "engine/hub/file_transfer.h"
#include "engine/hub/order_file.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace engine::hub
{
namespace
{

namespace fs = std::filesystem;

constexpr std::uint64_t kReportEvery = 256U << 10;

fs::path partBase(const HubCache& cache, const std::string& repo, const NamedFile& file)
{
    return cache.work(repo) / file.hash;
}

// Bytes on the disk, which may be fewer than the size says.
std::uint64_t allocated(const fs::path& file)
{
    struct stat status {
    };
    return ::stat(file.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_blocks) * 512 : 0;
}

// Where a file's content lies now: the blob, or in a snapshot without links the file itself.
std::optional<fs::path> contentOf(const HubCache& cache, const Order& order, const NamedFile& file)
{
    std::error_code unknown;
    for (const fs::path& place :
         {cache.blob(order.repo, file.hash), cache.snapshot(order.repo, order.commit) / file.path})
        if (fs::is_regular_file(place, unknown) && fs::file_size(place, unknown) == file.size)
            return place;
    return std::nullopt;
}

std::string amount(std::uint64_t bytes)
{
    char text[40];
    if (bytes >= 1'000'000'000)
        std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(bytes) / 1e9);
    else
        std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
    return text;
}

class Download
{
public:
    Download(const Order& order, const Settings& settings, const std::atomic<bool>& stop, const Report& report)
        : m_order(order),
          m_settings(settings),
          m_stop(stop),
          m_report(report),
          m_cache(settings.cache, settings.links),
          m_http(settings)
    {
        m_progress.total = order.bytes();
    }

    fs::path run()
    {
        m_cache.prepare(m_order.repo);
        replaceOlder();
        checkSpace();
        saveOrder(m_order, m_cache);
        for (const NamedFile& file : m_order.files) {
            fetch(file);
            m_cache.publish(m_order.repo, m_order.commit, file.path, file.hash);
            m_before += file.size;
        }
        m_cache.setRef(m_order.repo, m_order.revision, m_order.commit);
        removeOrder(m_order, m_cache);
        return *downloaded(m_order, m_settings);
    }

private:
    void tell(Step step, std::uint64_t done, std::string note = {})
    {
        m_progress = {step, done, m_progress.total, std::move(note)};
        if (m_report)
            m_report(m_progress);
    }

    // An order of an older commit of the same branch is given up; what both want is kept, since parts go by content.
    void replaceOlder()
    {
        for (const Order& old : savedOrders(m_cache)) {
            if (old.repo != m_order.repo || old.revision != m_order.revision || old.title != m_order.title ||
                old.commit == m_order.commit)
                continue;
            for (const NamedFile& file : old.files)
                if (std::none_of(m_order.files.begin(), m_order.files.end(),
                                 [&](const NamedFile& wanted) { return wanted.hash == file.hash; }))
                    ResumableFile::remove(partBase(m_cache, old.repo, file));
            removeOrder(old, m_cache);
        }
    }

    void checkSpace() const
    {
        std::uint64_t needed = 0;
        std::set<std::string> counted; // two names may have one content
        for (const NamedFile& file : m_order.files) {
            const std::uint64_t has = allocated(partBase(m_cache, m_order.repo, file).string() + ".part");
            if (counted.insert(file.hash).second && !contentOf(m_cache, m_order, file))
                needed += file.size > has ? file.size - has : 0;
        }
        std::error_code unknown;
        const auto space = fs::space(m_cache.repoFolder(m_order.repo), unknown);
        if (!unknown && space.available < needed)
            throw Error(ErrorKind::NotWritten, m_order.title + " needs " + amount(needed) + " more, but only " +
                                                   amount(space.available) + " are free in " +
                                                   m_cache.folder().string() +
                                                   ". Free some space, or choose another folder with HF_HUB_CACHE.");
    }

    bool progressOf(Step step, std::uint64_t inFile)
    {
        tell(step, m_before + inFile);
        return !m_stop;
    }

    // Content of others was perhaps checked by its size only, so it is read once before it counts as here.
    bool isHere(const NamedFile& file, const ContentId& id)
    {
        const auto place = contentOf(m_cache, m_order, file);
        return place && fileMatches(*place, id, [&](std::uint64_t read) { return progressOf(Step::Checking, read); });
    }

    void fetch(const NamedFile& file)
    {
        const ContentId id{file.hash, file.size};
        const BlobLock lock(m_cache, m_order.repo, file.hash, m_stop, [&] {
            tell(Step::Waiting, m_before,
                 "Another program is downloading " + file.path + "; this one goes on when it is done.");
        });
        if (isHere(file, id))
            return;
        const fs::path base = partBase(m_cache, m_order.repo, file);
        ResumableFile part(base, id, bootId(), [&](std::uint64_t read) { return progressOf(Step::Checking, read); });
        tell(Step::Fetching, m_before + part.size());
        std::uint64_t told = part.size();
        const TransferEvents events{[&] {
                                        if (part.size() - told < kReportEvery && !part.isWhole())
                                            return;
                                        told = part.size();
                                        tell(Step::Fetching, m_before + told);
                                    },
                                    [&](const std::string& why) {
                                        told = part.size();
                                        tell(Step::Waiting, m_before + told, why);
                                    }};
        const Transfer what{m_settings.endpoint + "/" + escapeUrlPath(m_order.repo) + "/resolve/" + m_order.commit +
                                "/" + escapeUrlPath(file.path),
                            "The file " + file.path + " of " + m_order.repo, id};
        transfer(what, part, m_http, m_settings, m_stop, events);
        part.moveTo(m_cache.blob(m_order.repo, file.hash));
    }

    const Order& m_order;
    const Settings& m_settings;
    const std::atomic<bool>& m_stop;
    const Report& m_report;
    HubCache m_cache;
    Http m_http;
    Progress m_progress;
    std::uint64_t m_before = 0; // bytes of the files that are done
};

} // namespace

std::uint64_t Order::bytes() const
{
    std::uint64_t sum = 0;
    for (const NamedFile& file : files)
        sum += file.size;
    return sum;
}

bool Order::operator==(const Order& other) const
{
    return repo == other.repo && commit == other.commit &&
           std::equal(files.begin(), files.end(), other.files.begin(), other.files.end(),
                      [](const NamedFile& a, const NamedFile& b) { return a.path == b.path && a.hash == b.hash; });
}

Order orderOf(const Repository& repository, const FileSet& set)
{
    if (!set.missing.empty())
        throw Error(ErrorKind::NotFound, set.name + " of " + repository.summary.id + " cannot be used: " + set.missing);
    const std::string what = set.kind == SetKind::Safetensors ? "safetensors"
                             : set.quantization.empty()       ? set.name
                                                              : set.quantization;
    return {repository.summary.id,
            repository.revision,
            repository.commit,
            repository.summary.id + " " + what,
            set.kind,
            set.kind == SetKind::Safetensors ? set.name : std::string(),
            set.files};
}

fs::path download(const Order& order, const Settings& settings, const std::atomic<bool>& stop, const Report& report)
{
    return Download(order, settings, stop, report).run();
}

std::optional<fs::path> downloaded(const Order& order, const Settings& settings)
{
    const HubCache cache(settings.cache, settings.links);
    const fs::path snapshot = cache.snapshot(order.repo, order.commit);
    std::error_code unknown;
    for (const NamedFile& file : order.files)
        if (!fs::is_regular_file(snapshot / file.path, unknown) ||
            fs::file_size(snapshot / file.path, unknown) != file.size)
            return std::nullopt;
    if (order.kind == SetKind::Safetensors)
        return order.folder.empty() ? snapshot : snapshot / order.folder;
    return snapshot / order.files.front().path;
}

std::uint64_t bytesHere(const Order& order, const Settings& settings)
{
    const HubCache cache(settings.cache, settings.links);
    std::uint64_t sum = 0;
    for (const NamedFile& file : order.files)
        sum += contentOf(cache, order, file)
                   ? file.size
                   : std::min(file.size, ResumableFile::sizeOf(partBase(cache, order.repo, file)));
    return sum;
}

void discard(const Order& order, const Settings& settings)
{
    const HubCache cache(settings.cache, settings.links);
    for (const NamedFile& file : order.files)
        ResumableFile::remove(partBase(cache, order.repo, file));
    removeOrder(order, cache);
}

std::vector<Order> unfinishedOrders(const Settings& settings)
{
    return savedOrders(HubCache(settings.cache, settings.links));
}

} // namespace engine::hub
