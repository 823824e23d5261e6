// SPDX-License-Identifier: GPL-3.0-or-later
// A database in a temporary folder, closed and opened again at will, and what several tests look at.
#pragma once

#include "storage/conversations.h"
#include "storage/database.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

struct DatabaseFixture {
    // Where the disk is not the point of a test, its thousands of syncs may go to memory.
    enum Place { OnDisk, InMemory };

    explicit DatabaseFixture(Place place = OnDisk)
        : folder(place == InMemory && QFileInfo("/dev/shm").isWritable() ? "/dev/shm/fettle-test-XXXXXX"
                                                                         : QDir::tempPath() + "/fettle-test-XXXXXX")
    {
    }

    QTemporaryDir folder;
    std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "fettle.db";
    std::unique_ptr<storage::Database> database;

    storage::Database& open(const storage::OpenOptions& options = {})
    {
        database.reset();
        database = storage::Database::open(file, options);
        return *database;
    }
    void close() { database.reset(); }
};

inline std::string readBytes(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline void writeBytes(const std::filesystem::path& file, const std::string& bytes)
{
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// Pages, keys and both search indexes against their texts; "ok", or what is wrong.
inline std::string wholeCheck(storage::Database& database)
{
    SQLite::Database& connection = database.connection();
    const std::string pages = connection.execAndGet("PRAGMA integrity_check").getString();
    if (pages != "ok")
        return pages;
    if (SQLite::Statement(connection, "PRAGMA foreign_key_check").executeStep())
        return "a foreign key";
    for (const std::string index : {"message_index", "title_index"}) {
        if (connection.tryExec("INSERT INTO " + index + "(" + index + ", rank) VALUES('integrity-check', 1)") != 0)
            return index;
    }
    return "ok";
}

// The error of an operation that has to fail; no value if it did not.
template <class Operation>
std::optional<storage::Error> errorOf(Operation&& operation)
{
    try {
        operation();
    } catch (const storage::Error& error) {
        return error;
    }
    return std::nullopt;
}

inline bool names(const storage::Error& error, const std::filesystem::path& file)
{
    return std::string(error.what()).find(file.string()) != std::string::npos;
}

// A chat of some pages, closed cleanly.
inline void fillChat(DatabaseFixture& fixture, int messages)
{
    storage::Conversations chats(fixture.open());
    const storage::Id id = chats.create("a chat to damage");
    storage::Id parent = 0;
    for (int i = 0; i < messages; ++i)
        parent = chats.appendMessage({id, parent, storage::Role::User, std::string(700, char('a' + i % 26)), {}});
    fixture.close();
}
