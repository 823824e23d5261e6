// SPDX-License-Identifier: GPL-3.0-or-later
#include "crash_vfs.h"

#include "database_fixture.h"

#include <sqlite3.h>

#include <cstring>
#include <map>

namespace crash_vfs
{
namespace
{

struct Change {
    sqlite3_int64 at = 0;
    std::string bytes;
    bool truncates = false; // to the size `at`
};

struct Tracked {
    std::string synced;
    std::vector<Change> pending;
};

std::map<std::string, Tracked> g_files;
std::function<void()> g_before;
sqlite3_vfs* g_system = nullptr;

struct File { // as SQLite allocates it; the system's file follows it in memory
    sqlite3_file base;
    Tracked* tracked; // null for what is not part of the database, such as temporary files
    sqlite3_file* real;
};

sqlite3_file* real(sqlite3_file* file)
{
    return reinterpret_cast<File*>(file)->real;
}

void announce()
{
    if (!g_before)
        return;
    const auto before = std::exchange(g_before, nullptr); // the check writes files as well
    before();
    g_before = before;
}

void apply(std::string& content, const Change& change)
{
    const auto at = static_cast<std::size_t>(change.at);
    if (change.truncates) {
        content.resize(std::min(content.size(), at));
        return;
    }
    content.resize(std::max(content.size(), at + change.bytes.size()));
    content.replace(at, change.bytes.size(), change.bytes);
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at)
{
    auto* own = reinterpret_cast<File*>(file);
    if (own->tracked != nullptr) {
        announce();
        own->tracked->pending.push_back({at, {static_cast<const char*>(bytes), static_cast<std::size_t>(size)}, false});
    }
    return own->real->pMethods->xWrite(own->real, bytes, size, at);
}

int truncate(sqlite3_file* file, sqlite3_int64 size)
{
    auto* own = reinterpret_cast<File*>(file);
    if (own->tracked != nullptr) {
        announce();
        own->tracked->pending.push_back({size, {}, true});
    }
    return own->real->pMethods->xTruncate(own->real, size);
}

int sync(sqlite3_file* file, int)
{
    auto* own = reinterpret_cast<File*>(file);
    if (own->tracked != nullptr) {
        announce();
        for (const Change& change : own->tracked->pending)
            apply(own->tracked->synced, change);
        own->tracked->pending.clear();
    }
    return SQLITE_OK; // the real disk has no part in this
}

int close(sqlite3_file* file)
{
    return real(file)->pMethods->xClose(real(file));
}

template <auto Member, class... Arguments>
int pass(sqlite3_file* file, Arguments... arguments)
{
    return (real(file)->pMethods->*Member)(real(file), arguments...);
}

void barrier(sqlite3_file* file)
{
    real(file)->pMethods->xShmBarrier(real(file));
}

const sqlite3_io_methods kMethods{
    2, // with shared memory for WAL, without memory mapping
    close,
    pass<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    write,
    truncate,
    sync,
    pass<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    pass<&sqlite3_io_methods::xLock, int>,
    pass<&sqlite3_io_methods::xUnlock, int>,
    pass<&sqlite3_io_methods::xCheckReservedLock, int*>,
    pass<&sqlite3_io_methods::xFileControl, int, void*>,
    [](sqlite3_file*) { return 512; },
    [](sqlite3_file*) { return 0; }, // promises nothing: no atomic writes, no safe append, no power-safe overwrite
    pass<&sqlite3_io_methods::xShmMap, int, int, int, void volatile**>,
    pass<&sqlite3_io_methods::xShmLock, int, int, int>,
    barrier,
    pass<&sqlite3_io_methods::xShmUnmap, int>,
    nullptr,
    nullptr,
};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags)
{
    auto* own = reinterpret_cast<File*>(file);
    own->real = reinterpret_cast<sqlite3_file*>(own + 1);
    own->tracked = nullptr;
    own->base.pMethods = nullptr;
    const int result = g_system->xOpen(g_system, name, own->real, flags, outFlags);
    if (result != SQLITE_OK)
        return result;
    own->base.pMethods = &kMethods;
    if (name != nullptr && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0) {
        const auto [entry, isNew] = g_files.try_emplace(name);
        if (isNew)
            entry->second.synced = readBytes(name);
        own->tracked = &entry->second;
    }
    return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* name, int syncFolder)
{
    announce();
    if (const auto found = g_files.find(name); found != g_files.end())
        found->second = {}; // an emptied file, since it can be opened still
    return g_system->xDelete(g_system, name, syncFolder);
}

} // namespace

void install()
{
    static sqlite3_vfs vfs;
    g_system = sqlite3_vfs_find(nullptr);
    vfs = *g_system;
    vfs.szOsFile += static_cast<int>(sizeof(File));
    vfs.zName = kName;
    vfs.pNext = nullptr;
    vfs.xOpen = open;
    vfs.xDelete = remove;
    sqlite3_vfs_register(&vfs, 0);
}

void forget()
{
    g_files.clear();
}

void beforeEachChange(std::function<void()> f)
{
    g_before = std::move(f);
}

void writeImage(const std::filesystem::path& folder, double kept, std::mt19937& random)
{
    constexpr std::size_t kSector = 512;
    std::bernoulli_distribution keeps(kept);
    for (const auto& [name, tracked] : g_files) {
        std::string content = tracked.synced;
        for (const Change& change : tracked.pending) {
            if (change.truncates) {
                if (keeps(random))
                    apply(content, change);
                continue;
            }
            for (std::size_t done = 0; done < change.bytes.size();) {
                const std::size_t at = static_cast<std::size_t>(change.at) + done;
                const std::size_t size = std::min(kSector - at % kSector, change.bytes.size() - done);
                if (keeps(random))
                    apply(content, {static_cast<sqlite3_int64>(at), change.bytes.substr(done, size), false});
                done += size;
            }
        }
        writeBytes(folder / std::filesystem::path(name).filename(), content);
    }
}

} // namespace crash_vfs
