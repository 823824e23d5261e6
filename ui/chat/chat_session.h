// SPDX-License-Identifier: GPL-3.0-or-later
// The conversation that is shown and the one request that may run. The user's message is on the disk before the
// engine is asked; the answer is written while it streams. Owned by the Workspace; GUI thread, never waits.
#pragma once

#include "storage/conversations.h"
#include "ui/chat/attachment_list.h"
#include "ui/chat/generation_worker.h"
#include "ui/chat/message_list.h"
#include "ui/chat/rate_meter.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <optional>

namespace ui
{

class AppSettings;
class FileWorker;
class ModelLibrary;
class NoticeList;
class StorageWorker;
struct NewTurn;
struct OpenedConversation;
struct StoredTurn;

class ChatSession : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The chat belongs to the Workspace.")
    Q_PROPERTY(ui::MessageList* messages READ messages CONSTANT FINAL)
    Q_PROPERTY(ui::AttachmentList* attachments READ attachments CONSTANT FINAL)
    Q_PROPERTY(QString obstacle READ obstacle NOTIFY obstacleChanged FINAL) // why it cannot be sent: a sentence, or ""
    Q_PROPERTY(QString draft READ draft WRITE setDraft NOTIFY draftChanged FINAL)
    Q_PROPERTY(Phase phase READ phase NOTIFY phaseChanged FINAL)
    Q_PROPERTY(bool busy READ busy NOTIFY phaseChanged FINAL)
    Q_PROPERTY(double readShare READ readShare NOTIFY readShareChanged FINAL)
    Q_PROPERTY(bool canSend READ canSend NOTIFY canSendChanged FINAL)
    Q_PROPERTY(double tokenRate READ tokenRate NOTIFY tokenRateChanged FINAL)

public:
    enum class Phase { Idle, Loading, Reading, Answering };
    Q_ENUM(Phase)

    struct Parts {
        GenerationWorker& generation;
        StorageWorker& storage;
        ModelLibrary& library;
        const AppSettings& settings;
        NoticeList& notices;
        FileWorker& files;
    };
    explicit ChatSession(const Parts& parts, QObject* parent = nullptr);
    ~ChatSession() override;

    Q_INVOKABLE void send();
    Q_INVOKABLE void stop();
    Q_INVOKABLE void regenerate();         // another answer to the last message
    Q_INVOKABLE void answerAgain(int row); // another version of this answer; what followed stays with the old one
    Q_INVOKABLE void answerAgainWith(int row, const QString& path); // the same by another model, which is loaded first
    Q_INVOKABLE void continueAnswer();                              // the last one, where it was cut off
    Q_INVOKABLE void edit(int row, const QString& text); // another version of this message, and an answer to it
    Q_INVOKABLE void showVersion(int row, int step);     // of a message or an answer: -1 the one before, 1 the next
    Q_INVOKABLE void branchOff(int row);                 // the conversation up to this row, as one of its own

    void open(storage::Id conversation); // 0: a new one, not stored yet
    void close();                        // the app ends: the draft is kept, what runs is stopped
    void closeRun(); // and then, when the engine has ended: what is there of an answer is written and marked

    MessageList* messages() const { return m_messages; }
    AttachmentList* attachments() const { return m_attachments; }
    QString obstacle() const { return m_obstacle; }
    QString draft() const { return m_draft; }
    void setDraft(const QString& draft);
    void restoreNewDraft(const QString& draft); // at start
    Phase phase() const { return m_phase; }
    bool busy() const { return m_run.has_value(); }
    double readShare() const { return m_readShare; }
    bool canSend() const { return m_canSend; }
    double tokenRate() const { return m_tokenRate; }
    storage::Id conversation() const { return m_conversation; }

signals:
    void draftChanged();
    void obstacleChanged();
    void asked(); // the person wants an answer
    void firstAnswerEnded(storage::Id conversation, const QString& question, const QString& answer);
    void phaseChanged();
    void readShareChanged();
    void canSendChanged();
    void tokenRateChanged();
    // A message was stored. `shown`: the person is still looking at this conversation.
    void turnStored(const storage::Conversation& conversation, bool shown);

private:
    struct Run { // the one request, from the click to its ending
        RequestNumber number = 0;
        quint64 view = 0; // the conversation was opened as this one
        StopFlag stop;
        storage::Id conversation = 0;           // 0 until stored
        storage::Id answer = 0;                 // 0 until stored
        QString sent;                           // goes back to the composer if it could not be stored
        std::vector<storage::Attachment> files; // likewise
        bool first = false;                     // of its conversation
        bool continued = false;                 // an answer that was there goes on
        qint64 answeringSince = 0;              // of the session's clock, milliseconds
        double thinkingSeconds = 0;             // 0 until the thought, if there is one, has ended
        QString text;                           // of the answer so far
        AnswerRequest task;
        bool asked = false;     // the engine has it
        bool answering = false; // text has come
    };

    struct Retry { // an answer that waits for another model
        quint64 view = 0;
        storage::Id answer = 0;
        QString path;
    };
    void retryWhenLoaded();
    bool canAct(int row) const; // on this message, now
    void begin(NewTurn turn);
    void listTurn(const StoredTurn& turn);
    void ask(const StoredTurn& turn);
    void onTurnStored(RequestNumber request, const StoredTurn& turn);
    void onOpened(RequestNumber request, const OpenedConversation& opened);
    void onStorageFailed(RequestNumber request);
    void onPieces(RequestNumber request, const QString& text, int tokens);
    void onPromptProgress(RequestNumber request, qint64 done, qint64 all);
    void onEnded(RequestNumber request, const AnswerResult& result);
    void onFailed(RequestNumber request, const QString& sentence);
    void end(storage::MessageState state, const AnswerResult* result, const QString& error);
    bool isRunning(RequestNumber request) const { return m_run && m_run->number == request; }
    void saveAnswer();
    void saveDraft();
    void takeDraft(const QString& draft);
    void update(); // phase, obstacle and canSend from the rest
    void countDraft();
    QString currentObstacle() const;

    Parts m_parts;
    MessageList* m_messages;
    AttachmentList* m_attachments;
    QString m_obstacle;
    qint64 m_draftTokens = 0; // with the system prompt; counted only where files are attached
    bool m_countingDraft = false;
    bool m_draftIsCounted = false;
    std::optional<Run> m_run;
    std::optional<Retry> m_retry;
    RequestNumber m_lastNumber = 0;
    storage::Id m_conversation = 0; // chosen by the person
    storage::Id m_listed = 0;       // whose messages stand in the list
    quint64 m_view = 0;             // counts the openings
    RequestNumber m_opening = 0;    // 0: none
    RequestNumber m_switching = 0;  // to another version; 0: not
    QString m_draft;
    QString m_newDraft; // of the conversation that is not stored yet
    QTimer m_draftTimer;
    QTimer m_saveTimer;
    RateMeter m_meter;
    QElapsedTimer m_clock;
    Phase m_phase = Phase::Idle;
    double m_readShare = 0;
    double m_tokenRate = 0;
    bool m_canSend = false;
    bool m_closing = false;
};

} // namespace ui
