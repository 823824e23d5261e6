// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/database.h"

#include "storage/failure.h"
#include "storage/files.h"
#include "storage/search_index.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace storage
{
namespace
{

constexpr std::size_t kKeptBackups = 3;

// Each is set and read back: a pragma that SQLite does not know, or cannot do here, is silent otherwise.
void setPragma(SQLite::Database& connection, const std::string& name, const std::string& value,
               const std::string& expected)
{
    connection.exec("PRAGMA " + name + " = " + value);
    const std::string actual = connection.execAndGet("PRAGMA " + name).getString();
    if (actual != expected)
        throw SQLite::Exception("PRAGMA " + name + " is " + actual + " and not " + expected);
}

void configure(SQLite::Database& connection)
{
    setPragma(connection, "journal_mode", "WAL", "wal");
    setPragma(connection, "synchronous", "FULL", "2"); // NORMAL loses acknowledged messages on power loss
    setPragma(connection, "foreign_keys", "ON", "1");
    setPragma(connection, "journal_size_limit", "16777216", "16777216"); // the log shrinks back to 16 MiB
    setPragma(connection, "cell_size_check", "ON", "1");                 // meets damage early
    setPragma(connection, "secure_delete", "ON", "1"); // what is deleted for good is gone from the file too
    // A mapped file turns a disk's read error into a crash. Builds without mmap answer this pragma with nothing.
    connection.exec("PRAGMA mmap_size = 0");
    SQLite::Statement mapped(connection, "PRAGMA mmap_size");
    if (mapped.executeStep() && mapped.getColumn(0).getInt64() != 0)
        throw SQLite::Exception("PRAGMA mmap_size is not 0");
    connection.check(sqlite3_db_config(connection.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr));
}

[[noreturn]] void failCorrupt(const std::filesystem::path& file, const std::string& found)
{
    throw Error(ErrorKind::Corrupt,
                "The database " + file.string() + " cannot be used: " + found +
                    ". Restore it from a backup, or let Fettle set it aside and start a fresh one.");
}

void requireIntact(SQLite::Database& connection, const std::filesystem::path& file, const char* pragma)
{
    SQLite::Statement statement(connection, pragma);
    if (!statement.executeStep() || statement.getColumn(0).getString() != "ok")
        failCorrupt(file, "it is damaged (" +
                              (statement.hasRow() ? statement.getColumn(0).getString() : "no answer of the check") +
                              ")");
}

void requireOurs(SQLite::Database& connection, const std::filesystem::path& file, int newest)
{
    const int version = schemaVersion(connection);
    const bool empty = version == 0 && connection.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
    if (!empty && connection.execAndGet("PRAGMA application_id").getInt() != kApplicationId)
        failCorrupt(file, "it is the database of another program");
    if (version > newest)
        throw Error(ErrorKind::NewerSchema,
                    "The database " + file.string() + " was written by a newer version of Fettle (schema " +
                        std::to_string(version) + ", this version knows " + std::to_string(newest) +
                        "). Update Fettle, or start it with another data folder; "
                        "the file was left as it is.");
}

// A private copy under a name that appears only when it is whole.
std::filesystem::path backUp(SQLite::Database& connection, const std::filesystem::path& file, int version)
{
    const std::filesystem::path copy = withSuffix(file, ".backup-" + utcStamp() + "-schema" + std::to_string(version));
    const std::filesystem::path partial = withSuffix(file, ".partial-backup");
    std::error_code ignored;
    std::filesystem::remove(partial, ignored); // of a migration that was cut off
    createPrivateFile(partial);                // VACUUM INTO accepts an empty file and keeps its permissions
    try {
        SQLite::Statement statement(connection, "VACUUM INTO ?1");
        statement.bind(1, partial.string());
        statement.exec();
        syncFile(partial);
        renameDurably(partial, copy);
    } catch (...) {
        std::filesystem::remove(partial, ignored);
        throw;
    }
    const auto copies = besides(file, ".backup-");
    for (std::size_t i = 0; i + kKeptBackups < copies.size(); ++i)
        std::filesystem::remove(copies[i], ignored);
    return copy;
}

} // namespace

// One app per file: Debian's SQLite 3.40 can damage a WAL database that two connections write and checkpoint at once.
// The kernel gives the lock back when the process ends, however it ends.
class Database::Lock
{
public:
    explicit Lock(const std::filesystem::path& file)
    {
        const std::filesystem::path name = withSuffix(file, ".in-use");
        m_descriptor = ::open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
        if (m_descriptor < 0)
            failOfSystem(name, errno, "lock its database");
        if (::flock(m_descriptor, LOCK_EX | LOCK_NB) == 0)
            return;
        const int error = errno;
        ::close(m_descriptor);
        if (error == EWOULDBLOCK)
            throw Error(ErrorKind::InUse, "The database " + file.string() +
                                              " is in use by another Fettle. Close that one, or start this one with "
                                              "another data folder.");
        failOfSystem(name, error, "lock its database");
    }
    ~Lock() { ::close(m_descriptor); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

private:
    int m_descriptor = -1;
};

std::unique_ptr<Database> Database::open(const std::filesystem::path& file, const OpenOptions& options)
{
    return std::unique_ptr<Database>(new Database(wholePath(file), options));
}

Database::Database(const std::filesystem::path& file, const OpenOptions& options) : m_file(file)
{
    static constexpr const char* kDoing = "open its database";
    makePrivateFolders(file.parent_path());
    m_lock = std::make_unique<Lock>(file);
    m_report.created = createPrivateFile(file);
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored))
        failOfSystem(file, EISDIR, kDoing);
    const auto logSize = std::filesystem::file_size(withSuffix(file, "-wal"), ignored);
    m_report.uncleanEnd = !ignored && logSize > 0; // a clean end removes the log

    try {
        m_connection = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE, options.busyTimeoutMs,
                                                          options.vfs);
    } catch (const SQLite::Exception& error) {
        fail(file, error, errno, kDoing);
    }
    guarded(*this, kDoing, [&](SQLite::Database& connection) {
        sqlite3* handle = connection.getHandle();
        if (sqlite3_db_readonly(handle, "main") == 1)
            failOfSystem(file, EACCES, kDoing);
        // Until the file is known to be ours and sound, closing must not write to it either.
        connection.check(sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr));
        registerSearch(connection); // the checks of SQLite 3.44 and later look into the search index
        requireOurs(connection, file, options.steps.empty() ? 0 : options.steps.back().version);
        if (m_report.uncleanEnd)
            requireIntact(connection, file, "PRAGMA quick_check(1)");
        connection.check(sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr));
    });
    guarded(*this, "bring its database up to date", [&](SQLite::Database& connection) {
        const int version = schemaVersion(connection);
        if (version > 0 && version < options.steps.back().version) {
            m_report.migratedFrom = version;
            m_report.backup = backUp(connection, file, version);
        }
        // Steps run before configure(): a step that rebuilds a table needs the foreign keys off.
        connection.exec("PRAGMA foreign_keys = OFF");
        setPragma(connection, "journal_mode", "WAL", "wal");
        setPragma(connection, "synchronous", "FULL", "2");
        migrate(connection, options.steps);
    });
    guarded(*this, kDoing, [](SQLite::Database& connection) { configure(connection); });
}

Database::~Database() = default;

std::filesystem::path Database::moveAside(const std::filesystem::path& path)
{
    const std::filesystem::path file = wholePath(path);
    const Lock lock(file);
    const std::string suffix = ".damaged-" + utcStamp();
    std::filesystem::path aside = withSuffix(file, suffix);
    for (int i = 2; isThere(aside); ++i)
        aside = withSuffix(file, suffix + "-" + std::to_string(i));
    // The log goes first: beside a fresh database it would be taken for that one's.
    if (isThere(withSuffix(file, "-wal")))
        renameDurably(withSuffix(file, "-wal"), withSuffix(aside, "-wal"));
    std::error_code ignored;
    std::filesystem::remove(withSuffix(file, "-shm"), ignored); // an index of the log, rebuilt from it
    renameDurably(file, aside);
    return aside;
}

void Database::check()
{
    guarded(*this, "check its database", [&](SQLite::Database& connection) {
        requireIntact(connection, m_file, "PRAGMA integrity_check(1)");
        if (SQLite::Statement(connection, "PRAGMA foreign_key_check").executeStep())
            failCorrupt(m_file, "a message lost its conversation or the message before it");
    });
    for (const char* index : {"message_index", "title_index"}) {
        guarded(*this, "check its search index", [&](SQLite::Database& connection) {
            if (!connection.tableExists(index))
                return;
            const std::string insert = std::string("INSERT INTO ") + index + "(" + index;
            if (connection.tryExec(insert + ", rank) VALUES('integrity-check', 1)") == SQLITE_OK)
                return;
            // An index holds nothing that the messages do not: it is made again rather than called a loss.
            connection.exec(insert + ") VALUES('rebuild')");
        });
    }
}

} // namespace storage
