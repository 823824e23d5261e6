// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversations/import_run.h"

#include "storage/error.h"
#include "ui/text/engine_sentences.h"

#include <QDateTime>

namespace ui
{
namespace
{

constexpr int kAtOnce = 16;

} // namespace

bool ImportRun::step(storage::Conversations& conversations)
{
    if (m_waiting.empty() && !m_files.empty())
        readNext();
    for (int i = 0; i < kAtOnce && !m_waiting.empty(); ++i)
        storeNext(conversations);
    return !m_waiting.empty() || !m_files.empty();
}

void ImportRun::readNext()
{
    const std::filesystem::path file = m_files.front();
    m_files.pop_front();
    try {
        auto import = storage::exchange::readFile(file, QDateTime::currentMSecsSinceEpoch());
        std::move(import.conversations.begin(), import.conversations.end(), std::back_inserter(m_waiting));
        leaveOut(static_cast<int>(import.leftOut), engineSentence(import.reason));
    } catch (const storage::Error& error) {
        leaveOut(1, engineSentence(std::string(error.what())));
    } catch (const std::exception& error) { // no memory for it
        leaveOut(1, QString::fromStdString(file.filename().string() + ": " + error.what()));
    }
}

void ImportRun::storeNext(storage::Conversations& conversations)
{
    try {
        if (conversations.holds(m_waiting.front()))
            ++m_imported.known;
        else
            m_imported.conversations.push_back(conversations.find(conversations.importTree(m_waiting.front())).value());
        m_waiting.pop_front();
    } catch (const storage::Error& error) { // a full disk: the next one would fail as well
        leaveOut(static_cast<int>(m_waiting.size() + m_files.size()), engineSentence(std::string(error.what())));
        m_waiting.clear();
        m_files.clear();
    }
}

void ImportRun::leaveOut(int count, const QString& reason)
{
    if (m_imported.leftOut == 0)
        m_imported.reason = reason;
    m_imported.leftOut += count;
}

} // namespace ui
