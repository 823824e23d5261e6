// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/migrations.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>
#include <string>

namespace storage
{
namespace
{

// Keys: a message's parent is of the same conversation, by the pair. Deleting a conversation deletes its messages in
// one level; parents do not cascade, since SQLite's cascades are at most 1000 deep and a chat can be longer.
// Search: the indexes hold no text of their own; triggers keep them in step. A streaming answer is indexed at its end,
// so that the writes while it streams stay small.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE conversations(
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    title         TEXT NOT NULL,
    created       INTEGER NOT NULL,
    updated       INTEGER NOT NULL,
    pinned        INTEGER NOT NULL DEFAULT 0,
    system_prompt TEXT NOT NULL DEFAULT '',
    model_path    TEXT NOT NULL DEFAULT '',
    model_name    TEXT NOT NULL DEFAULT '',
    leaf          INTEGER,
    draft         TEXT NOT NULL DEFAULT '',
    deleted       INTEGER,
    FOREIGN KEY(id, leaf) REFERENCES messages(conversation, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX conversations_by_time ON conversations(pinned, updated, id) WHERE deleted IS NULL;

CREATE TABLE messages(
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    parent       INTEGER,
    role         TEXT NOT NULL CHECK(role IN ('system', 'user', 'assistant', 'tool')),
    state        TEXT NOT NULL CHECK(state IN ('complete', 'streaming', 'stopped', 'interrupted', 'failed')),
    created      INTEGER NOT NULL,
    model_name   TEXT NOT NULL DEFAULT '',
    error        TEXT NOT NULL DEFAULT '',
    text         TEXT NOT NULL,
    UNIQUE(conversation, id),
    FOREIGN KEY(conversation, parent) REFERENCES messages(conversation, id)
) STRICT;
CREATE INDEX messages_by_parent ON messages(conversation, parent);
CREATE INDEX messages_streaming ON messages(id) WHERE state = 'streaming';

CREATE TABLE answer_metrics(
    message              INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
    prompt_tokens        INTEGER NOT NULL,
    reused_tokens        INTEGER NOT NULL,
    generated_tokens     INTEGER NOT NULL,
    first_token_seconds  REAL NOT NULL,
    prefill_seconds      REAL NOT NULL,
    decode_seconds       REAL NOT NULL,
    stop_reason          TEXT NOT NULL,
    device               TEXT NOT NULL,
    peak_bytes           INTEGER NOT NULL,
    weights_bytes        INTEGER NOT NULL,
    cache_bytes          INTEGER NOT NULL,
    scratch_bytes        INTEGER NOT NULL,
    settings             TEXT NOT NULL
) STRICT;

CREATE TABLE models(
    path          TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    bytes         INTEGER NOT NULL,
    last_used     INTEGER NOT NULL,
    load_settings TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE VIEW searchable AS SELECT id, text FROM messages WHERE state <> 'streaming';
CREATE VIRTUAL TABLE message_index USING
    fts5(text, content = 'searchable', content_rowid = 'id', tokenize = 'fettle', prefix = '1 2 3');
CREATE TRIGGER message_added AFTER INSERT ON messages WHEN new.state <> 'streaming' BEGIN
    INSERT INTO message_index(rowid, text) VALUES(new.id, new.text);
END;
CREATE TRIGGER message_changed AFTER UPDATE OF text, state ON messages BEGIN
    INSERT INTO message_index(message_index, rowid, text) SELECT 'delete', old.id, old.text
        WHERE old.state <> 'streaming';
    INSERT INTO message_index(rowid, text) SELECT new.id, new.text WHERE new.state <> 'streaming';
END;
CREATE TRIGGER message_removed AFTER DELETE ON messages WHEN old.state <> 'streaming' BEGIN
    INSERT INTO message_index(message_index, rowid, text) VALUES('delete', old.id, old.text);
END;

CREATE VIRTUAL TABLE title_index USING
    fts5(title, content = 'conversations', content_rowid = 'id', tokenize = 'fettle', prefix = '1 2 3');
CREATE TRIGGER title_added AFTER INSERT ON conversations BEGIN
    INSERT INTO title_index(rowid, title) VALUES(new.id, new.title);
END;
CREATE TRIGGER title_changed AFTER UPDATE OF title ON conversations BEGIN
    INSERT INTO title_index(title_index, rowid, title) VALUES('delete', old.id, old.title);
    INSERT INTO title_index(rowid, title) VALUES(new.id, new.title);
END;
CREATE TRIGGER title_removed AFTER DELETE ON conversations BEGIN
    INSERT INTO title_index(title_index, rowid, title) VALUES('delete', old.id, old.title);
END;
)sql";

constexpr const char* kVersion2 = "ALTER TABLE answer_metrics ADD COLUMN thinking_seconds REAL NOT NULL DEFAULT 0";

constexpr const char* kVersion3 = R"sql(
CREATE TABLE attachments(
    id      INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    name    TEXT NOT NULL,
    tokens  INTEGER NOT NULL,
    text    TEXT NOT NULL
) STRICT;
CREATE INDEX attachments_by_message ON attachments(message);
)sql";

constexpr const char* kVersion4 = R"sql(
CREATE TABLE folders(
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;
ALTER TABLE conversations ADD COLUMN folder INTEGER REFERENCES folders(id) ON DELETE SET NULL;
CREATE INDEX conversations_by_folder ON conversations(folder) WHERE folder IS NOT NULL;
)sql";

constexpr const char* kVersion5 = R"sql(
CREATE TABLE lab_results(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    measured   INTEGER NOT NULL,
    machine    TEXT NOT NULL,
    driver     TEXT NOT NULL,
    version    TEXT NOT NULL,
    commit_id  TEXT NOT NULL,
    candidates INTEGER NOT NULL,
    runs       INTEGER NOT NULL,
    json       TEXT NOT NULL
) STRICT;
)sql";

constexpr const char* kVersion6 = R"sql(
CREATE TABLE jobs(
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT NOT NULL,
    source       TEXT NOT NULL,
    source_hash  TEXT NOT NULL,
    target       TEXT NOT NULL,
    recipe       TEXT NOT NULL,
    state        TEXT NOT NULL CHECK(state IN ('running', 'paused', 'cancelled', 'failed', 'done')),
    created      INTEGER NOT NULL,
    finished     INTEGER NOT NULL,
    measurements TEXT NOT NULL,
    error        TEXT NOT NULL
) STRICT;
CREATE TABLE derived_models(
    path         TEXT PRIMARY KEY,
    parent       TEXT NOT NULL,
    parent_hash  TEXT NOT NULL,
    recipe       TEXT NOT NULL,
    text_hash    TEXT NOT NULL,
    measurements TEXT NOT NULL,
    created      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

// Of a message that is being written. No conversation: of one that is not stored yet.
constexpr const char* kVersion7 = R"sql(
CREATE TABLE draft_attachments(
    id           INTEGER PRIMARY KEY,
    conversation INTEGER REFERENCES conversations(id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    text         TEXT NOT NULL
) STRICT;
CREATE INDEX draft_attachments_by_conversation ON draft_attachments(conversation);
)sql";

constexpr std::array kSteps{
    Migration{1, [](SQLite::Database& connection) { connection.exec(kVersion1); }},
    Migration{2, [](SQLite::Database& connection) { connection.exec(kVersion2); }},
    Migration{3, [](SQLite::Database& connection) { connection.exec(kVersion3); }},
    Migration{4, [](SQLite::Database& connection) { connection.exec(kVersion4); }},
    Migration{5, [](SQLite::Database& connection) { connection.exec(kVersion5); }},
    Migration{6, [](SQLite::Database& connection) { connection.exec(kVersion6); }},
    Migration{7, [](SQLite::Database& connection) { connection.exec(kVersion7); }},
};

} // namespace

std::span<const Migration> migrations()
{
    return kSteps;
}

int schemaVersion(SQLite::Database& connection)
{
    return connection.execAndGet("PRAGMA user_version").getInt();
}

void migrate(SQLite::Database& connection, std::span<const Migration> steps)
{
    for (const Migration& step : steps) {
        if (step.version <= schemaVersion(connection))
            continue;
        SQLite::Transaction transaction(connection, SQLite::TransactionBehavior::IMMEDIATE);
        step.apply(connection);
        if (SQLite::Statement(connection, "PRAGMA foreign_key_check").executeStep())
            throw SQLite::Exception("migration to version " + std::to_string(step.version) + " breaks a foreign key");
        connection.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
        connection.exec("PRAGMA user_version = " + std::to_string(step.version));
        transaction.commit();
    }
}

} // namespace storage
