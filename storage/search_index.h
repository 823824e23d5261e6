// SPDX-License-Identifier: GPL-3.0-or-later
// The full-text index: a tokenizer for text with and without spaces between words, and where a row matched.
// Inside this layer only; storage thread only.
#pragma once

#include "storage/conversations.h"

#include <string>
#include <string_view>
#include <vector>

namespace SQLite
{
class Database;
}

namespace storage
{

// Makes known to this connection: the FTS5 tokenizer 'fettle' and the SQL function match_ranges(<fts table>), which
// gives "begin end begin end ..." in bytes of the first column, in order, at most kMaxRanges pairs.
// Throws SQLite::Exception where SQLite was built without FTS5.
void registerSearch(SQLite::Database& connection);

constexpr int kMaxRanges = 64;

// The FTS5 expression for what a person typed; empty where the text holds no word and no ideograph at all.
std::string matchExpression(SQLite::Database& connection, std::string_view query);

std::vector<TextRange> parseRanges(std::string_view ranges);
// Cuts the piece around the first range out of `text` and moves the ranges into it.
void cutSnippet(std::string_view text, const std::vector<TextRange>& ranges, SearchHit& hit);

} // namespace storage
