// SPDX-License-Identifier: GPL-3.0-or-later
// Messages and their measurements as rows of the database. Inside this layer only.
#pragma once

#include "storage/conversations.h"

#include <SQLiteCpp/SQLiteCpp.h>

namespace storage
{

// What readMessage() expects, of "messages m LEFT JOIN answer_metrics a".
std::string messageColumns();
std::string uncountedColumns(); // the same for whole trees: versions are not counted for each message
Message readMessage(const SQLite::Statement& row);

void bindIdOrNull(SQLite::Statement& statement, int index, Id id);
void insertMetrics(SQLite::Database& connection, Id answer, const AnswerMetrics& metrics);

} // namespace storage
