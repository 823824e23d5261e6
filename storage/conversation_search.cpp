// SPDX-License-Identifier: GPL-3.0-or-later
// Search as one types, over titles and messages.
#include "storage/conversations.h"
#include "storage/failure.h"
#include "storage/search_index.h"

namespace storage
{
namespace
{

// Columns of both queries: conversation, message, title, is it an answer's role, time, text, ranges.
// CROSS JOIN keeps the index outside, so that it hands out its newest rows and the LIMIT ends the work.
constexpr const char* kTitles =
    "SELECT c.id, 0, c.title, 'user', c.updated, c.title, match_ranges(title_index)"
    " FROM title_index CROSS JOIN conversations c ON c.id = title_index.rowid"
    " WHERE title_index MATCH ?1 AND c.deleted IS NULL ORDER BY title_index.rowid DESC LIMIT ?2";
constexpr const char* kMessages =
    "SELECT c.id, m.id, c.title, m.role, m.created, m.text, match_ranges(message_index)"
    " FROM message_index CROSS JOIN messages m ON m.id = message_index.rowid"
    " CROSS JOIN conversations c ON c.id = m.conversation"
    " WHERE message_index MATCH ?1 AND c.deleted IS NULL ORDER BY message_index.rowid DESC LIMIT ?2";
// For a query of signs only, "=>" or "{}", which no word index holds: the text is read, newest first.
constexpr const char* kTitlesBySign = "SELECT c.id, 0, c.title, 'user', c.updated, c.title, NULL FROM conversations c"
                                      " WHERE instr(c.title, ?1) AND c.deleted IS NULL ORDER BY c.id DESC LIMIT ?2";
constexpr const char* kMessagesBySign =
    "SELECT c.id, m.id, c.title, m.role, m.created, m.text, NULL"
    " FROM searchable s CROSS JOIN messages m ON m.id = s.id CROSS JOIN conversations c ON c.id = m.conversation"
    " WHERE instr(s.text, ?1) AND c.deleted IS NULL ORDER BY s.id DESC LIMIT ?2";

Role roleOf(const std::string& word)
{
    return word == "assistant" ? Role::Assistant
           : word == "system"  ? Role::System
           : word == "tool"    ? Role::Tool
                               : Role::User;
}

std::vector<TextRange> findAll(std::string_view text, std::string_view signs)
{
    std::vector<TextRange> ranges;
    for (std::size_t at = text.find(signs); at != std::string_view::npos && ranges.size() < kMaxRanges;
         at = text.find(signs, at + signs.size()))
        ranges.push_back({at, at + signs.size()});
    return ranges;
}

void collect(SQLite::Database& connection, const char* query, const std::string& wanted, bool bySign,
             std::int64_t limit, std::vector<SearchHit>& hits)
{
    SQLite::Statement row(connection, query);
    row.bind(1, wanted);
    row.bind(2, limit);
    while (row.executeStep()) {
        SearchHit hit;
        hit.conversation = row.getColumn(0).getInt64();
        hit.message = row.getColumn(1).getInt64();
        hit.title = row.getColumn(2).getString();
        hit.role = roleOf(row.getColumn(3).getString());
        hit.created = row.getColumn(4).getInt64();
        const SQLite::Column column = row.getColumn(5); // read in place: a message can be large
        const auto* bytes = static_cast<const char*>(column.getBlob());
        const std::string_view text(bytes, static_cast<std::size_t>(column.getBytes()));
        cutSnippet(text, bySign ? findAll(text, wanted) : parseRanges(row.getColumn(6).getString()), hit);
        hits.push_back(std::move(hit));
    }
}

std::string trimmed(std::string_view text)
{
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos)
        return {};
    return std::string(text.substr(begin, text.find_last_not_of(kSpace) - begin + 1));
}

} // namespace

std::vector<SearchHit> Conversations::search(std::string_view query, std::int64_t limit) const
{
    return guarded(m_database, "search the conversations", [&](SQLite::Database& connection) {
        std::vector<SearchHit> hits;
        std::string wanted = matchExpression(connection, query);
        const bool bySign = wanted.empty();
        if (bySign)
            wanted = trimmed(query);
        if (wanted.empty() || limit <= 0)
            return hits;
        collect(connection, bySign ? kTitlesBySign : kTitles, wanted, bySign, limit, hits);
        const std::int64_t left = limit - static_cast<std::int64_t>(hits.size());
        if (left > 0)
            collect(connection, bySign ? kMessagesBySign : kMessages, wanted, bySign, left, hits);
        return hits;
    });
}

} // namespace storage
