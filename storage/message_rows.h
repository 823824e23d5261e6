// SPDX-License-Identifier: GPL-3.0-or-later
// Messages and their measurements as rows of the database. Inside this layer only.
#pragma once

#include "storage/conversations.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>

namespace storage
{

// What readMessage() expects, of "messages m LEFT JOIN answer_metrics a".
std::string messageColumns();
std::string uncountedColumns(); // the same for whole trees: versions are not counted for each message
Message readMessage(const SQLite::Statement& row);

void bindIdOrNull(SQLite::Statement& statement, int index, Id id);
// In their order, those of a message at a time.
void insertAttachments(SQLite::Database& connection, Id message, const std::vector<Attachment>& attachments);
// Of all messages of a conversation that have any.
std::map<Id, std::vector<Attachment>> readAttachments(SQLite::Database& connection, Id conversation);
void insertMetrics(SQLite::Database& connection, Id answer, const AnswerMetrics& metrics);

} // namespace storage
