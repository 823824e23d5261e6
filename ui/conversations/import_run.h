// SPDX-License-Identifier: GPL-3.0-or-later
// Imports files step by step, so that what else waits for the storage thread gets its turn. Storage thread only.
#pragma once

#include "storage/exchange/transfer.h"

#include <QString>

#include <deque>
#include <filesystem>
#include <vector>

namespace ui
{

struct Imported {
    std::vector<storage::Conversation> conversations;
    int known = 0;   // not taken again, an equal one is there
    int leftOut = 0; // conversations and whole files
    QString reason;  // a sentence, why the first of those was left out
};

class ImportRun
{
public:
    explicit ImportRun(const std::vector<std::filesystem::path>& files) : m_files(files.begin(), files.end()) {}

    // Reads a file, or stores some of the conversations read; each is one transaction. False when all is done.
    bool step(storage::Conversations& conversations);
    const Imported& imported() const { return m_imported; }

private:
    void readNext();
    void storeNext(storage::Conversations& conversations);
    void leaveOut(int count, const QString& reason);

    std::deque<std::filesystem::path> m_files;
    std::deque<storage::ConversationTree> m_waiting;
    Imported m_imported;
};

} // namespace ui
