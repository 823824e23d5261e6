// SPDX-License-Identifier: GPL-3.0-or-later
// Asks the model for a title once it has answered the first message of a conversation, where the person wants that.
// Whatever the person asks meanwhile goes first; a title that they wrote stays. Owned by the Workspace; GUI thread.
#pragma once

#include "storage/conversations.h"
#include "ui/chat/generation_worker.h"

#include <QObject>
#include <QTimer>

namespace ui
{

class AppSettings;
class StorageWorker;

class TitleWriter : public QObject
{
    Q_OBJECT

public:
    static constexpr int kIdleMs = 400; // after the answer

    struct Parts {
        GenerationWorker& generation;
        StorageWorker& storage;
        const AppSettings& settings;
    };
    explicit TitleWriter(const Parts& parts, QObject* parent = nullptr);

    void onFirstAnswer(storage::Id conversation, const QString& question, const QString& answer);
    void stop(); // the person asks for something

    // A title from what a model said: its first line without marks and quotes, at most 60 characters; or "".
    static QString cleaned(const QString& said);

private:
    void ask();
    void onEnded(RequestNumber request, const AnswerResult& result);

    Parts m_parts;
    QTimer m_idle;
    storage::Id m_conversation = 0;
    QString m_question;
    QString m_answer;
    QString m_said;
    RequestNumber m_number = 0;                          // 0: nothing was asked
    RequestNumber m_lastNumber = RequestNumber{1} << 62; // far from those of the conversation
    StopFlag m_stop;
};

} // namespace ui
