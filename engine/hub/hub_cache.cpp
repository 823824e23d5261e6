// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/hub_cache.h"

#include "engine/error.h"
#include "engine/files/write_failure.h"
#include "engine/hub/answers.h"
#include "engine/hub/names.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <unistd.h>

namespace engine::hub
{
namespace
{

namespace fs = std::filesystem;

constexpr const char* kPrefix = "models--";

std::string folderName(const std::string& repo)
{
    if (!isRepoId(repo))
        throw Error(ErrorKind::BadSetting, "\"" + repo.substr(0, 120) + "\" is no name of a repository.");
    std::string name = kPrefix + repo;
    if (const std::size_t slash = name.find('/'); slash != std::string::npos)
        name.replace(slash, 1, "--");
    return name;
}

void makeFolder(const fs::path& folder)
{
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure)
        files::failToWrite(folder, failure.value());
}

// Of this program and this moment: others may write the same file, and so may another thread.
fs::path freshName(const fs::path& file)
{
    static std::atomic<unsigned> number = 0;
    return file.string() + "." + std::to_string(::getpid()) + "-" + std::to_string(++number) + ".tmp";
}

const std::string& checked(const std::string& name, bool good)
{
    if (!good)
        throw Error(ErrorKind::BadSetting,
                    "\"" + name.substr(0, 120) + "\" is no name that a file of the hub can have.");
    return name;
}

} // namespace

void writeSmall(const fs::path& file, const std::string& text)
{
    makeFolder(file.parent_path());
    const fs::path fresh = freshName(file);
    const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    const bool written = descriptor >= 0 &&
                         ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         ::fsync(descriptor) == 0;
    int failure = written ? 0 : errno;
    if (descriptor >= 0)
        ::close(descriptor);
    if (written && ::rename(fresh.c_str(), file.c_str()) != 0)
        failure = errno;
    if (failure != 0) {
        ::unlink(fresh.c_str());
        files::failToWrite(file, failure);
    }
    files::flushFolder(file.parent_path());
}

fs::path HubCache::repoFolder(const std::string& repo) const
{
    return m_folder / folderName(repo);
}

fs::path HubCache::blob(const std::string& repo, const std::string& hash) const
{
    return repoFolder(repo) / "blobs" / checked(hash, isHex(hash, 64) || isHex(hash, 40));
}

fs::path HubCache::work(const std::string& repo) const
{
    return repoFolder(repo) / ".fettle";
}

fs::path HubCache::snapshot(const std::string& repo, const std::string& commit) const
{
    return repoFolder(repo) / "snapshots" / checked(commit, isCommit(commit));
}

void HubCache::prepare(const std::string& repo) const
{
    for (const char* name : {"blobs", "snapshots", "refs", ".fettle"})
        makeFolder(repoFolder(repo) / name);
    makeFolder(m_folder / ".locks" / folderName(repo));
}

void HubCache::publish(const std::string& repo, const std::string& commit, const std::string& path,
                       const std::string& hash) const
{
    const fs::path link = snapshot(repo, commit) / checked(path, isSafePath(path));
    const fs::path content = blob(repo, hash);
    makeFolder(link.parent_path());
    std::error_code unknown;
    if (fs::is_symlink(link, unknown) ? fs::equivalent(link, content, unknown)
                                      : fs::is_regular_file(link, unknown) && !fs::exists(content, unknown))
        return; // the latter in a cache without links: the content has this name already
    if (m_links) {
        const fs::path fresh = freshName(link);
        ::unlink(fresh.c_str());
        std::error_code refused;
        fs::create_symlink(content.lexically_relative(link.parent_path()), fresh, refused);
        if (!refused) {
            if (::rename(fresh.c_str(), link.c_str()) != 0)
                files::failToWrite(link, errno);
            return files::flushFolder(link.parent_path());
        }
    }
    // A file system without links: the content itself takes the name, as huggingface_hub does it.
    if (::rename(content.c_str(), link.c_str()) != 0)
        files::failToWrite(link, errno);
    files::flushFolder(link.parent_path());
}

void HubCache::setRef(const std::string& repo, const std::string& revision, const std::string& commit) const
{
    if (revision == commit)
        return;
    const fs::path file = repoFolder(repo) / "refs" / checked(revision, isRevision(revision));
    if (ref(repo, revision) != commit)
        writeSmall(file, checked(commit, isCommit(commit)));
}

std::optional<std::string> HubCache::ref(const std::string& repo, const std::string& revision) const
{
    if (isCommit(revision))
        return revision;
    std::ifstream in(repoFolder(repo) / "refs" / checked(revision, isRevision(revision)));
    std::string commit(40, '\0');
    in.read(commit.data(), 40);
    return in.gcount() == 40 && isCommit(commit) ? std::optional(commit) : std::nullopt;
}

std::vector<HubCache::Entry> HubCache::snapshots() const
{
    std::vector<Entry> entries;
    std::error_code unknown;
    for (const auto& repo : fs::directory_iterator(m_folder, fs::directory_options::skip_permission_denied, unknown)) {
        const std::string name = repo.path().filename().string();
        if (name.rfind(kPrefix, 0) != 0)
            continue;
        std::string id = name.substr(std::string_view(kPrefix).size());
        if (const std::size_t dashes = id.find("--"); dashes != std::string::npos)
            id.replace(dashes, 2, "/");
        if (!isRepoId(id))
            continue;
        Entry newest;
        fs::file_time_type time = fs::file_time_type::min();
        const auto main = ref(id, "main");
        for (const auto& commit : fs::directory_iterator(repo.path() / "snapshots", unknown)) {
            const std::string hash = commit.path().filename().string();
            const auto changed = hash == main ? fs::file_time_type::max() : fs::last_write_time(commit.path(), unknown);
            if (!isCommit(hash) || (!newest.commit.empty() && changed <= time))
                continue;
            newest = {id, hash, commit.path()};
            time = changed;
        }
        if (!newest.commit.empty())
            entries.push_back(std::move(newest));
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.repo < b.repo; });
    return entries;
}

BlobLock::BlobLock(const HubCache& cache, const std::string& repo, const std::string& hash,
                   const std::atomic<bool>& stop, const std::function<void()>& waiting)
{
    const fs::path file = cache.folder() / ".locks" / cache.repoFolder(repo).filename() / (hash + ".lock");
    m_descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0664);
    if (m_descriptor < 0)
        files::failToWrite(file, errno);
    for (bool told = false; ::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0;) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return; // a network file system without locks: as good as it gets
        if (!told)
            waiting();
        told = true;
        try {
            rest(std::chrono::milliseconds(100), stop);
        } catch (...) {
            ::close(m_descriptor);
            throw;
        }
    }
}

BlobLock::~BlobLock()
{
    ::close(m_descriptor); // the lock goes with it; the file stays, since another may be waiting on it
}

} // namespace engine::hub
