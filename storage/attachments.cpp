// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/attachments.h"

#include "storage/message_rows.h"

#include <algorithm>

namespace storage
{

std::string fenced(const std::string& text, const std::string& language)
{
    std::size_t longest = 0; // run of backticks in the text
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
    return fence + language + "\n" + text + (text.ends_with('\n') ? "" : "\n") + fence + "\n";
}

std::string textWithAttachments(const std::string& text, const std::vector<Attachment>& attachments)
{
    std::string whole;
    for (const Attachment& attachment : attachments)
        whole += "File: " + attachment.name + "\n" + fenced(attachment.text, {}) + "\n";
    return whole + text;
}

void insertAttachments(SQLite::Database& connection, Id message, const std::vector<Attachment>& attachments)
{
    for (const Attachment& attachment : attachments) {
        SQLite::Statement insert(connection,
                                 "INSERT INTO attachments(message, name, tokens, text) VALUES(?1, ?2, ?3, ?4)");
        insert.bind(1, message);
        insert.bind(2, attachment.name);
        insert.bind(3, attachment.tokens);
        insert.bindNoCopy(4, attachment.text);
        insert.exec();
    }
}

std::map<Id, std::vector<Attachment>> readAttachments(SQLite::Database& connection, Id conversation)
{
    std::map<Id, std::vector<Attachment>> all;
    // CROSS JOIN: by way of the conversation's messages, never through all attachments that there are.
    SQLite::Statement row(connection, "SELECT a.message, a.name, a.text, a.tokens FROM messages m CROSS JOIN"
                                      " attachments a ON a.message = m.id WHERE m.conversation = ?1 ORDER BY a.id");
    row.bind(1, conversation);
    while (row.executeStep())
        all[row.getColumn(0).getInt64()].push_back(
            {row.getColumn(1).getString(), row.getColumn(2).getString(), row.getColumn(3).getInt64()});
    return all;
}

} // namespace storage
