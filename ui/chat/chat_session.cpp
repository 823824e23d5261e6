// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/chat_session.h"

#include "ui/chat/prompt_turns.h"
#include "ui/conversations/conversation_list.h"
#include "ui/file_worker.h"
#include "ui/models/model_library.h"
#include "ui/notices/notice_list.h"
#include "ui/settings/app_settings.h"
#include "ui/storage_worker.h"
#include "ui/text/engine_sentences.h"

#include <QLocale>

namespace ui
{
namespace
{

constexpr int kDraftMs = 300;
constexpr int kSaveMs = 400;           // with the way to the disk below the promised 500
constexpr qint64 kTemplateTokens = 64; // what a chat template puts around a message; they take 5 to 30
const char* const kNewDraftKey = "draft.new";

MessageList::State shownState(storage::MessageState state)
{
    switch (state) {
    case storage::MessageState::Stopped:
        return MessageList::State::Stopped;
    case storage::MessageState::Interrupted:
        return MessageList::State::Interrupted;
    case storage::MessageState::Failed:
        return MessageList::State::Failed;
    default:
        return MessageList::State::Complete;
    }
}

} // namespace

ChatSession::ChatSession(const Parts& parts, QObject* parent)
    : QObject(parent),
      m_parts(parts),
      m_messages(new MessageList(this)),
      m_attachments(new AttachmentList(parts.files, parts.storage, parts.notices, this))
{
    m_clock.start();
    m_draftTimer.setSingleShot(true);
    m_draftTimer.setInterval(kDraftMs);
    connect(&m_draftTimer, &QTimer::timeout, this, &ChatSession::saveDraft);
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(kSaveMs);
    connect(&m_saveTimer, &QTimer::timeout, this, &ChatSession::saveAnswer);

    connect(&parts.storage, &StorageWorker::turnStored, this, &ChatSession::onTurnStored);
    connect(&parts.storage, &StorageWorker::conversationOpened, this, &ChatSession::onOpened);
    connect(&parts.storage, &StorageWorker::failed, this, [this](quint64 request) { onStorageFailed(request); });

    const GenerationWorker* worker = &parts.generation;
    connect(worker, &GenerationWorker::pieces, this, &ChatSession::onPieces);
    connect(worker, &GenerationWorker::promptProgress, this, &ChatSession::onPromptProgress);
    connect(worker, &GenerationWorker::answerFinished, this, &ChatSession::onEnded);
    connect(worker, &GenerationWorker::answerStopped, this, &ChatSession::onEnded);
    connect(worker, &GenerationWorker::answerFailed, this,
            [this](RequestNumber request, int, const QString& sentence) { onFailed(request, sentence); });
    connect(worker, &GenerationWorker::noticeRaised, this, [this](RequestNumber request, const QString& sentence) {
        if (isRunning(request))
            m_parts.notices.post(NoticeList::Kind::Info, sentence);
    });
    connect(&parts.library, &ModelLibrary::stateChanged, this, &ChatSession::update);
    connect(&parts.library, &ModelLibrary::stateChanged, this, &ChatSession::retryWhenLoaded);
    connect(&parts.library, &ModelLibrary::currentChanged, this, [this] {
        m_draftIsCounted = false;
        m_attachments->setCounter(m_parts.library.tokenCounter());
        update();
    });
    connect(m_attachments, &AttachmentList::tokensChanged, this, &ChatSession::update);
    connect(&parts.settings, &AppSettings::systemPromptChanged, this, [this] {
        m_draftIsCounted = false;
        update();
    });
    connect(&parts.library, &ModelLibrary::aboutToChange, this, &ChatSession::stop);
}

ChatSession::~ChatSession() = default;

// --- The request: begin, stored, asked, pieces, end ---

void ChatSession::send()
{
    if (!m_canSend)
        return;
    const QString text = m_draft;
    m_draftTimer.stop();
    takeDraft({}); // the stored one goes when the message is stored
    NewTurn turn;
    turn.parent = m_messages->lastId();
    turn.text = text.toStdString();
    turn.attachments = m_attachments->take();
    begin(turn);
}

bool ChatSession::canAct(int row) const
{
    return !m_run && m_opening == 0 && m_switching == 0 && m_listed == m_conversation && m_messages->contains(row);
}

void ChatSession::regenerate()
{
    int row = m_messages->count() - 1;
    if (m_messages->contains(row) && m_messages->author(row) == MessageList::Author::User)
        ++row; // it has no answer
    answerAgain(row);
}

void ChatSession::answerAgain(int row)
{
    if (!canAct(row - 1) || m_messages->author(row - 1) != MessageList::Author::User)
        return;
    NewTurn turn;
    turn.parent = m_messages->id(row - 1);
    begin(turn);
}

void ChatSession::answerAgainWith(int row, const QString& path)
{
    if (!canAct(row - 1) || m_messages->author(row - 1) != MessageList::Author::User)
        return;
    const bool loaded = m_parts.library.state() == ModelLibrary::State::Ready && m_parts.library.currentPath() == path;
    m_retry = Retry{m_view, m_messages->id(row), path};
    if (loaded)
        retryWhenLoaded();
    else
        m_parts.library.load(path);
}

// The model that another answer is wanted from is there, or will not come.
void ChatSession::retryWhenLoaded()
{
    const ModelLibrary::State state = m_parts.library.state();
    if (!m_retry || state == ModelLibrary::State::Loading)
        return;
    const Retry retry = *std::exchange(m_retry, std::nullopt);
    if (state != ModelLibrary::State::Ready || retry.view != m_view || m_parts.library.currentPath() != retry.path)
        return;
    for (int row = 0; row < m_messages->count(); ++row)
        if (m_messages->id(row) == retry.answer)
            return answerAgain(row);
}

void ChatSession::continueAnswer()
{
    const int row = m_messages->count() - 1;
    if (!canAct(row) || row == 0 || !m_messages->isOpenEnded(row))
        return;
    NewTurn turn;
    turn.parent = m_messages->id(row - 1);
    turn.continued = m_messages->id(row);
    begin(turn);
}

void ChatSession::edit(int row, const QString& text)
{
    if (!canAct(row) || m_messages->author(row) != MessageList::Author::User || text.trimmed().isEmpty())
        return;
    NewTurn turn;
    turn.parent = row > 0 ? m_messages->id(row - 1) : 0;
    turn.text = text.toStdString();
    turn.attachments = m_messages->attachments(row);
    begin(turn);
}

void ChatSession::showVersion(int row, int step)
{
    if (!canAct(row))
        return;
    m_switching = ++m_lastNumber;
    m_parts.storage.post([request = m_switching, message = m_messages->id(row), step](StorageWorker& storage) {
        storage.showVersion(request, message, step);
    });
}

void ChatSession::branchOff(int row)
{
    if (!canAct(row))
        return;
    m_parts.storage.post([message = m_messages->id(row), pattern = tr("%1 (branch)")](StorageWorker& storage) {
        storage.branchOff(message, pattern);
    });
}

void ChatSession::begin(NewTurn turn)
{
    const QString sent = turn.text ? QString::fromStdString(*turn.text) : QString();
    emit asked();
    m_run = Run{};
    m_run->first = m_conversation == 0;
    m_run->number = ++m_lastNumber;
    m_run->view = m_view;
    m_run->stop = std::make_shared<std::atomic<bool>>(false);
    m_run->sent = sent;
    m_run->files = turn.attachments;
    m_run->continued = turn.continued != 0;
    m_run->conversation = m_conversation;
    m_meter.reset();

    turn.conversation = m_conversation;
    turn.title = ConversationList::titleFrom(sent).toStdString();
    turn.systemPrompt = m_parts.settings.systemPrompt().toStdString();
    turn.modelPath = m_parts.library.currentPath().toStdString();
    turn.modelName = m_parts.library.currentName().toStdString();
    m_parts.storage.post([number = m_run->number, turn](StorageWorker& storage) { storage.storeTurn(number, turn); });
    update();
}

void ChatSession::onTurnStored(RequestNumber request, const StoredTurn& turn)
{
    if (!isRunning(request))
        return;
    const bool shown = m_run->view == m_view;
    m_run->conversation = turn.conversation.id;
    m_run->answer = turn.answer.id;
    if (shown) {
        if (m_conversation == 0)
            m_newDraft.clear();
        m_conversation = turn.conversation.id;
        m_attachments->become(m_conversation);
        m_listed = m_conversation;
        listTurn(turn);
    }
    if (turn.path.size() == 1) { // of the conversation that was not stored yet
        m_parts.storage.post([](StorageWorker& storage) { storage.saveSettings({{kNewDraftKey, std::string()}}); });
        m_attachments->keep(0);
    }
    emit turnStored(turn.conversation, shown);
    if (turn.answer.id == 0) { // the message is kept, its answer has no place to be written to
        m_parts.notices.postLatest(NoticeList::Kind::Error, engineSentence(turn.error), QStringLiteral("storage"));
        m_run.reset();
        update();
        return;
    }
    if (*m_run->stop) {
        end(storage::MessageState::Stopped, nullptr, {});
        return;
    }
    ask(turn);
}

// What stood below the message that is answered belongs to another version from now on.
void ChatSession::listTurn(const StoredTurn& turn)
{
    const storage::Message& message = turn.path.back();
    if (m_run->sent.isEmpty()) {
        if (!m_run->continued)
            m_messages->removeAfter(message.id);
    } else {
        m_messages->removeAfter(message.parent);
        m_messages->append(message);
    }
    if (m_run->continued && turn.answer.id != 0)
        m_messages->reopen(turn.answer.id);
    else if (turn.answer.id != 0)
        m_messages->append(turn.answer);
}

void ChatSession::ask(const StoredTurn& turn)
{
    m_run->asked = true;
    m_run->task.turns = promptTurns(turn.conversation.systemPrompt, turn.path);
    if (m_run->continued) {
        m_run->text = QString::fromStdString(turn.answer.text);
        m_run->task.turns.push_back({Speaker::Assistant, turn.answer.text});
    }
    m_run->task.sampling = m_parts.settings.sampling();
    m_run->task.maxTokens = m_parts.settings.maxTokens();
    for (const QString& stop : m_parts.settings.stopStrings())
        m_run->task.stopStrings.push_back(stop.toStdString());
    GenerationWorker* worker = &m_parts.generation;
    QMetaObject::invokeMethod(worker, [worker, number = m_run->number, task = m_run->task, stop = m_run->stop] {
        worker->answer(number, task, stop);
    });
    update();
}

void ChatSession::stop()
{
    if (!m_run)
        return;
    *m_run->stop = true;
    // One that still waits behind a load ends here; what the engine says of it later is dropped by its number.
    if (m_run->asked && m_phase == Phase::Loading)
        end(storage::MessageState::Stopped, nullptr, {});
}

void ChatSession::onPromptProgress(RequestNumber request, qint64 done, qint64 all)
{
    if (!isRunning(request))
        return;
    m_readShare = all > 0 ? static_cast<double>(done) / static_cast<double>(all) : 0;
    emit readShareChanged();
}

void ChatSession::onPieces(RequestNumber request, const QString& text, int tokens)
{
    if (!isRunning(request))
        return;
    m_run->text += text;
    if (!std::exchange(m_run->answering, true))
        m_run->answeringSince = m_clock.elapsed();
    const bool listed = m_listed == m_run->conversation;
    if (listed)
        m_messages->setAnswerText(m_run->answer, m_run->text);
    if (m_run->thinkingSeconds == 0 && text.contains(u'>')) // the end of a tag; a long thought is not searched for each
        if (const ThoughtSplit parts = splitThought(m_run->text, true); parts.present && !parts.open) {
            m_run->thinkingSeconds = static_cast<double>(m_clock.elapsed() - m_run->answeringSince + 1) / 1000;
            if (listed)
                m_messages->setThoughtSeconds(m_run->answer, m_run->thinkingSeconds);
        }
    if (!m_saveTimer.isActive())
        m_saveTimer.start();
    m_meter.add(m_clock.elapsed(), tokens);
    m_tokenRate = m_meter.rate(m_clock.elapsed());
    emit tokenRateChanged();
    update();
}

void ChatSession::onEnded(RequestNumber request, const AnswerResult& result)
{
    if (!isRunning(request))
        return;
    const auto stopped = m_closing ? storage::MessageState::Interrupted : storage::MessageState::Stopped;
    const bool measured = !result.stopReason.empty();
    const bool byUser = result.stopped || !measured;
    end(byUser ? stopped : storage::MessageState::Complete, measured ? &result : nullptr, {});
}

void ChatSession::onFailed(RequestNumber request, const QString& sentence)
{
    if (isRunning(request))
        end(storage::MessageState::Failed, nullptr, sentence);
}

void ChatSession::end(storage::MessageState state, const AnswerResult* result, const QString& error)
{
    m_saveTimer.stop();
    const Run run = *std::exchange(m_run, std::nullopt);
    AnswerEnding ending{run.answer, run.text.toStdString(), state, std::nullopt, error.toStdString(), {}};
    MessageMetrics metrics;
    if (result != nullptr) {
        ending.metrics = storedMetrics(*result, run.task);
        ending.metrics->thinkingSeconds = run.thinkingSeconds;
        ending.modelName = result->model;
        metrics = MessageMetrics::fromStored(*ending.metrics, result->model);
    }
    m_parts.storage.post([ending](StorageWorker& storage) { storage.finishAnswer(ending); });
    if (m_listed == run.conversation)
        m_messages->finishAnswer(run.answer, shownState(state), run.text, metrics, error);
    m_tokenRate = 0;
    emit tokenRateChanged();
    update();
    if (run.first && state == storage::MessageState::Complete)
        emit firstAnswerEnded(run.conversation, run.sent, run.text);
}

void ChatSession::saveAnswer()
{
    if (m_run && m_run->answer != 0)
        m_parts.storage.post([answer = m_run->answer, text = m_run->text](StorageWorker& storage) {
            storage.updateAnswer(answer, text.toStdString());
        });
}

// The workspace shows the sentence.
void ChatSession::onStorageFailed(RequestNumber request)
{
    if (request != 0 && request == m_switching) {
        m_switching = 0; // what is shown stays
    } else if (request != 0 && request == m_opening) {
        m_opening = 0;
        m_messages->show({});
        m_listed = m_conversation;
        update();
    } else if (isRunning(request)) { // nothing was stored: the text goes back to where it came from
        const Run run = *std::exchange(m_run, std::nullopt);
        if (run.view == m_view && m_attachments->count() == 0)
            m_attachments->giveBack(run.files);
        if (run.view == m_view && m_draft.trimmed().isEmpty())
            setDraft(run.sent);
        else if (!run.sent.isEmpty() && m_newDraft.isEmpty())
            m_newDraft = run.sent;
        update();
    }
}

// --- The conversation that is shown ---

void ChatSession::open(storage::Id conversation)
{
    if (conversation != 0 && conversation == m_conversation)
        return;
    saveDraft();
    ++m_view;
    m_conversation = conversation;
    m_opening = 0;
    m_switching = 0;
    m_attachments->show(conversation);
    if (conversation == 0) {
        m_listed = 0;
        m_messages->show({});
        takeDraft(m_newDraft);
    } else {
        takeDraft({});
        m_opening = ++m_lastNumber;
        m_parts.storage.post([request = m_opening, conversation](StorageWorker& storage) {
            storage.openConversation(request, conversation);
        });
    }
    update();
}

void ChatSession::onOpened(RequestNumber request, const OpenedConversation& opened)
{
    if (request == m_switching && request != 0) {
        m_switching = 0;
        m_messages->become(opened.path);
        update();
        return;
    }
    if (request != m_opening)
        return;
    m_opening = 0;
    m_listed = opened.conversation.id;
    m_messages->show(opened.path);
    if (m_run && m_run->conversation == m_listed) { // what streams is ahead of what is stored
        m_run->view = m_view;
        m_messages->setAnswerText(m_run->answer, m_run->text);
    }
    if (m_draft.isEmpty()) // what was typed meanwhile stays
        takeDraft(QString::fromStdString(opened.conversation.draft));
    update();
}

void ChatSession::close()
{
    m_closing = true;
    saveDraft();
    m_attachments->save();
    stop();
}

void ChatSession::closeRun()
{
    if (m_run && m_run->answer != 0)
        end(storage::MessageState::Interrupted, nullptr, {});
}

// --- The draft ---

void ChatSession::setDraft(const QString& draft)
{
    if (m_draft == draft)
        return;
    takeDraft(draft);
    if (!m_draftTimer.isActive())
        m_draftTimer.start();
}

void ChatSession::restoreNewDraft(const QString& draft)
{
    m_newDraft = draft;
    if (m_conversation == 0 && m_draft.isEmpty())
        takeDraft(draft);
}

void ChatSession::takeDraft(const QString& draft)
{
    if (m_conversation == 0)
        m_newDraft = draft;
    if (m_draft == draft)
        return;
    m_draft = draft;
    m_draftIsCounted = false;
    emit draftChanged();
    update();
}

void ChatSession::saveDraft()
{
    if (!m_draftTimer.isActive() && sender() != &m_draftTimer)
        return;
    m_draftTimer.stop();
    m_parts.storage.post([id = m_conversation, draft = m_draft.toStdString()](StorageWorker& storage) {
        if (id == 0)
            storage.saveSettings({{kNewDraftKey, draft}});
        else
            storage.saveDraft(id, draft);
    });
}

// One at a time; what was typed meanwhile is counted after it.
void ChatSession::countDraft()
{
    const TokenCounter& counter = m_parts.library.tokenCounter();
    if (m_attachments->count() == 0 || m_draftIsCounted || m_countingDraft || !counter)
        return;
    m_countingDraft = true;
    m_draftIsCounted = true;
    const std::string text = (m_parts.settings.systemPrompt() + u'\n' + m_draft).toStdString();
    m_parts.files.run(
        this, [counter, text] { return counter(text); },
        [this](qint64 tokens) {
            m_countingDraft = false;
            m_draftTokens = tokens;
            update();
        });
}

// What the engine would refuse as well, but only after the message is stored.
QString ChatSession::currentObstacle() const
{
    const qint64 context = m_parts.library.contextLength();
    const qint64 files = m_attachments->tokens();
    if (m_attachments->count() == 0 || context == 0 || files < 0)
        return {};
    const qint64 room = context - answerRoom(context, m_parts.settings.maxTokens()) - kTemplateTokens;
    if (files + m_draftTokens <= room)
        return {};
    const QLocale locale;
    return tr("This does not fit: the files have %1 tokens and the message %2, but the context of %3 has room for %4 "
              "beside an answer. Remove a file, or load the model with a longer context.")
        .arg(locale.toString(files), locale.toString(m_draftTokens), locale.toString(context),
             locale.toString(std::max<qint64>(room, 0)));
}

void ChatSession::update()
{
    const ModelLibrary::State model = m_parts.library.state();
    Phase phase = Phase::Idle;
    if (m_run && m_run->answering)
        phase = Phase::Answering;
    else if (m_run)
        phase = model == ModelLibrary::State::Loading ? Phase::Loading : Phase::Reading;
    const bool usable = model == ModelLibrary::State::Ready || model == ModelLibrary::State::Loading;
    countDraft();
    if (QString obstacle = currentObstacle(); obstacle != m_obstacle) {
        m_obstacle = std::move(obstacle);
        emit obstacleChanged();
    }
    const bool counted = m_attachments->count() == 0 || (m_attachments->tokens() >= 0 && m_draftIsCounted);
    const bool sendable = usable && !m_run && m_opening == 0 && m_switching == 0 && !m_draft.trimmed().isEmpty() &&
                          counted && m_obstacle.isEmpty();
    if (phase == Phase::Idle && m_readShare != 0) {
        m_readShare = 0;
        emit readShareChanged();
    }
    if (std::exchange(m_phase, phase) != phase)
        emit phaseChanged();
    if (std::exchange(m_canSend, sendable) != sendable)
        emit canSendChanged();
}

} // namespace ui
