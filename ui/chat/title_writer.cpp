// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/title_writer.h"

#include "ui/chat/thought.h"
#include "ui/chat/visible_text.h"
#include "ui/conversations/conversation_list.h"
#include "ui/settings/app_settings.h"
#include "ui/storage_worker.h"

namespace ui
{
namespace
{

constexpr qsizetype kMostRead = 2000; // characters of the question, and of the answer
constexpr qsizetype kLongestTitle = 60;
constexpr int kMostTokens = 400; // with the thoughts of a model that thinks first
// In English, as models know it best; the title comes in the language of the conversation.
constexpr const char* kWish = "Write a title for our conversation, in its language, of at most six words. "
                              "Answer with the title alone.";

} // namespace

TitleWriter::TitleWriter(const Parts& parts, QObject* parent) : QObject(parent), m_parts(parts)
{
    m_idle.setSingleShot(true);
    m_idle.setInterval(kIdleMs);
    connect(&m_idle, &QTimer::timeout, this, &TitleWriter::ask);
    const GenerationWorker* worker = &parts.generation;
    connect(worker, &GenerationWorker::pieces, this, [this](RequestNumber request, const QString& text) {
        if (request == m_number)
            m_said += text;
    });
    connect(worker, &GenerationWorker::answerFinished, this, &TitleWriter::onEnded);
    connect(worker, &GenerationWorker::answerStopped, this, [this](RequestNumber request) {
        if (request == m_number)
            m_number = 0;
    });
    connect(worker, &GenerationWorker::answerFailed, this, [this](RequestNumber request) {
        if (request == m_number)
            m_number = 0; // the first words stay
    });
}

void TitleWriter::onFirstAnswer(storage::Id conversation, const QString& question, const QString& answer)
{
    if (!m_parts.settings.titleByModel())
        return;
    m_conversation = conversation;
    m_question = question;
    m_answer = answer;
    m_idle.start();
}

void TitleWriter::stop()
{
    m_idle.stop();
    if (m_stop)
        *m_stop = true;
    m_number = 0;
}

void TitleWriter::ask()
{
    AnswerRequest task;
    task.turns = {{Speaker::User, m_question.left(kMostRead).toStdString()},
                  {Speaker::Assistant, splitThought(m_answer, false).answer.left(kMostRead).toStdString()},
                  {Speaker::User, kWish}};
    task.sampling = m_parts.settings.sampling();
    task.sampling.temperature = 0;
    task.maxTokens = kMostTokens;
    m_number = ++m_lastNumber;
    m_said.clear();
    m_stop = std::make_shared<std::atomic<bool>>(false);
    GenerationWorker* worker = &m_parts.generation;
    QMetaObject::invokeMethod(worker,
                              [worker, number = m_number, task, stop = m_stop] { worker->answer(number, task, stop); });
}

void TitleWriter::onEnded(RequestNumber request, const AnswerResult& result)
{
    if (request != m_number || m_number == 0)
        return;
    m_number = 0;
    const QString title = result.stopReason == "length" ? QString() : cleaned(m_said);
    if (title.isEmpty())
        return;
    m_parts.storage.post(
        [conversation = m_conversation, old = ConversationList::titleFrom(m_question).toStdString(),
         title = title.toStdString()](StorageWorker& storage) { storage.renameFrom(conversation, old, title); });
}

QString TitleWriter::cleaned(const QString& said)
{
    const QString answer = splitThought(said, false).answer.trimmed();
    QString title = visibleLine(answer.section(u'\n', 0, 0)).simplified();
    constexpr QStringView kAround(u"\"'“”„«»「」『』*_#`.:。： ");
    while (!title.isEmpty() && kAround.contains(title.front()))
        title.remove(0, 1);
    while (!title.isEmpty() && kAround.contains(title.back()))
        title.chop(1);
    if (title.size() <= kLongestTitle)
        return title;
    const qsizetype end = title.lastIndexOf(u' ', kLongestTitle);
    return end > 0 ? title.left(end) : QString(); // a whole paragraph without a word's end is no title
}

} // namespace ui
