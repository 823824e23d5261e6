// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/qml/stage.h"

#include "app/no_network.h"
#include "storage/conversations.h"
#include "storage/database.h"
#include "tests/qml/hostile_messages.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QInputMethodEvent>
#include <QUrl>

#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tests
{
namespace
{

constexpr storage::Milliseconds kDay = 24LL * 3600 * 1000;

class Writer
{
public:
    explicit Writer(const QString& file)
        : m_database(storage::Database::open(file.toStdString())),
          m_conversations(*m_database, [this] { return m_now; })
    {
    }

    void begin(const QString& title, storage::Milliseconds ago)
    {
        m_now = QDateTime::currentMSecsSinceEpoch() - ago;
        m_conversation = m_conversations.create(title.toStdString());
        m_leaf = 0;
    }
    void ask(const QString& text)
    {
        m_leaf = m_conversations.appendMessage({m_conversation, m_leaf, storage::Role::User, text.toStdString(), {}});
    }
    void answer(const QString& text, storage::MessageState state = storage::MessageState::Complete,
                const QString& error = {})
    {
        m_leaf = m_conversations.beginAnswer(m_conversation, m_leaf, "Fettle Starter");
        if (state == storage::MessageState::Streaming)
            return m_conversations.updateAnswer(m_leaf, text.toStdString());
        m_conversations.finishAnswer(m_leaf, text.toStdString(), state, metrics(), error.toStdString());
    }

private:
    static storage::AnswerMetrics metrics()
    {
        storage::AnswerMetrics metrics;
        metrics.promptTokens = 132;
        metrics.reusedTokens = 84;
        metrics.generatedTokens = 96;
        metrics.firstTokenSeconds = 0.048;
        metrics.prefillSeconds = 0.041;
        metrics.decodeSeconds = 0.43;
        metrics.stopReason = "end";
        metrics.device = "CPU, AVX-512 VNNI, 2 threads";
        metrics.peakBytes = 148'000'000;
        metrics.weightsBytes = 13'200'000;
        metrics.cacheBytes = 9'400'000;
        metrics.scratchBytes = 2'600'000;
        return metrics;
    }

    storage::Milliseconds m_now = 0;
    std::unique_ptr<storage::Database> m_database;
    storage::Conversations m_conversations;
    storage::Id m_conversation = 0;
    storage::Id m_leaf = 0;
};

QString databaseIn(const QTemporaryDir& folder)
{
    return folder.filePath(QStringLiteral("fettle.db"));
}

} // namespace

Stage::Stage(QObject* parent) : QObject(parent)
{
    QFile model(modelFile());
    if (!m_folder.isValid() || !model.open(QIODevice::WriteOnly) || model.write(QByteArray(4096, 'x')) < 0)
        qFatal("no temporary folder");
}

Stage::~Stage()
{
    if (m_watch >= 0)
        ::close(m_watch);
}

void Stage::seedDays()
{
    Writer writer(databaseIn(m_folder));
    const std::pair<const char*, double> titles[] = {{"What does Q4_K_M mean?", 0.001},
                                                     {"Prune or quantize first", 0.002},
                                                     {"为什么我的模型很慢", 1},
                                                     {"Reading a perplexity number", 1.1},
                                                     {"Batch size and the first token", 3},
                                                     {"Choosing a context length", 5},
                                                     {"A model for eight gigabytes", 14},
                                                     {"Temperature, explained with dice", 20},
                                                     {"GGUF from the inside", 60}};
    for (const auto& [title, days] : titles) {
        writer.begin(QString::fromUtf8(title), static_cast<storage::Milliseconds>(days * kDay));
        writer.ask(QString::fromUtf8(title));
        writer.answer(QStringLiteral("A short answer about **%1**.").arg(QString::fromUtf8(title)));
    }
}

void Stage::seedEveryKind()
{
    Writer writer(databaseIn(m_folder));
    writer.begin(QStringLiteral("Every kind"), 0);
    writer.ask(QStringLiteral("Show me everything, please."));
    writer.answer(richText());
    writer.ask(QStringLiteral("And the endings?"));
    writer.answer(QStringLiteral("This one was stopped by its rea"), storage::MessageState::Stopped);
    writer.ask(QStringLiteral("And?"));
    writer.answer(QStringLiteral("This one was cut"), storage::MessageState::Interrupted);
    writer.ask(QStringLiteral("And?"));
    writer.answer(
        {}, storage::MessageState::Failed,
        QStringLiteral("The conversation has 2,310 tokens but the context holds 2,048; begin a new one or load "
                       "the model with a longer context."));
}

void Stage::seedLong(int messages)
{
    Writer writer(databaseIn(m_folder));
    writer.begin(QStringLiteral("A long conversation"), 0);
    for (int i = 0; i < messages / 2; ++i) {
        writer.ask(
            QStringLiteral("Question %1: how does this go on, and what changes when the context is long?").arg(i));
        writer.answer(i % 4 == 0
                          ? richText()
                          : QStringLiteral("Answer %1. It is of a few sentences, as answers are. The next one follows "
                                           "below, and another after that, until the conversation has the length that "
                                           "the measurement needs.\n\nA second paragraph with `code` in it.")
                                .arg(i));
    }
}

void Stage::seedText(const QString& text)
{
    Writer writer(databaseIn(m_folder));
    writer.begin(text, 0);
    writer.ask(text);
    writer.answer(text);
    writer.ask(text);
    writer.answer(text, storage::MessageState::Failed, text);
}

void Stage::seedAnswer(const QString& text)
{
    seedPair(QStringLiteral("A long answer"), QStringLiteral("Tell me all of it."), text);
}

void Stage::seedPair(const QString& title, const QString& question, const QString& answer)
{
    Writer writer(databaseIn(m_folder));
    writer.begin(title, 0);
    writer.ask(question);
    writer.answer(answer);
}

QList<QString> Stage::hostile(int many)
{
    const QString bait = m_folder.filePath(QStringLiteral("bait"));
    QFile picture(bait + QStringLiteral("/a.png"));
    if (!QDir().mkpath(bait) || !picture.open(QIODevice::WriteOnly) || picture.write("no picture") < 0 ||
        ::mkfifo((bait + QStringLiteral("/pipe")).toLocal8Bit().constData(), 0600) != 0)
        qFatal("no bait");
    picture.close();
    m_watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (m_watch < 0 || ::inotify_add_watch(m_watch, bait.toLocal8Bit().constData(), IN_OPEN) < 0)
        qFatal("the bait cannot be watched");
    const QList<QString> messages = hostileMessages(bait, many);
    m_hostileCount = static_cast<int>(messages.size());
    return messages;
}

void Stage::seedHostile()
{
    Writer writer(databaseIn(m_folder));
    writer.begin(QStringLiteral("Hostile"), 0);
    constexpr int kMany = 1000; // a hundredth of the bench's: this walks through all of them in seconds
    for (const QString& message : hostile(kMany)) {
        writer.ask(message);
        writer.answer(message);
    }
}

void Stage::cacheModel(const QString& name, int bytes)
{
    const QString repository = m_folder.filePath(QStringLiteral("hub/models--owner--name"));
    const QString snapshot = repository + QStringLiteral("/snapshots/") + QString(40, u'a');
    const QDir root;
    QFile blob(repository + QStringLiteral("/blobs/content"));
    if (!root.mkpath(snapshot) || !root.mkpath(repository + QStringLiteral("/blobs")) ||
        !blob.open(QIODevice::WriteOnly) || !blob.resize(bytes) ||
        !QFile::link(QStringLiteral("../../blobs/content"), snapshot + u'/' + name))
        qFatal("no cache");
}

void Stage::openBait()
{
    QFile picture(m_folder.filePath(QStringLiteral("bait/a.png")));
    if (!picture.open(QIODevice::ReadOnly))
        qFatal("no bait");
}

int Stage::opened()
{
    alignas(inotify_event) char events[4096];
    for (ssize_t bytes; m_watch >= 0 && (bytes = ::read(m_watch, events, sizeof events)) > 0;)
        for (ssize_t at = 0; at < bytes;) {
            const auto* event = reinterpret_cast<const inotify_event*>(events + at);
            m_opened += event->len > 0 ? 1 : 0; // not the folder itself
            at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
        }
    return m_opened;
}

void Stage::open()
{
    ui::WorkspaceOptions options;
    options.profileFolder = m_folder.path();
    options.starterModelPath = modelFile();
    options.hub.emplace().offline = true; // no test asks the world
    options.hub->cache = m_folder.filePath(QStringLiteral("hub")).toStdString();
    options.engineFactory = [story = m_story] { return std::make_unique<Storyteller>(story); };
    options.labRunner = [script = m_lab] { return std::make_unique<ScriptedLab>(script); };
    m_workspace = std::make_unique<ui::Workspace>(options);
    emit workspaceChanged();
}

void Stage::reopen()
{
    m_workspace.reset();
    emit workspaceChanged();
    open();
}

void Stage::refuseInLab(const QString& sentence)
{
    const std::lock_guard lock(m_lab->mutex);
    m_lab->refuse = sentence.toStdString();
}

void Stage::failAnswers(const QString& sentence)
{
    const std::lock_guard lock(m_story->mutex);
    m_story->failAnswer = sentence.toStdString();
}

void Stage::failLoads(const QString& sentence)
{
    const std::lock_guard lock(m_story->mutex);
    m_story->failLoad = sentence.toStdString();
}

void Stage::nameModel(const QString& name)
{
    const std::lock_guard lock(m_story->mutex);
    m_story->modelName = name.toStdString();
}

QUrl Stage::newModelFile(const QString& name) const
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray(1 << 20, 'x')) < 0)
        qFatal("no temporary file");
    return QUrl::fromLocalFile(file.fileName());
}

QString Stage::realModelFile()
{
    return QStringLiteral(FETTLE_SOURCE_DIR "/resources/starter/fettle-starter-f16.gguf");
}

QUrl Stage::copyRealModel(const QString& name) const
{
    const QDir folder(m_folder.filePath(QStringLiteral("mine")));
    if (!QDir().mkpath(folder.path()) || !QFile::copy(realModelFile(), folder.filePath(name)))
        qFatal("no copy of the model");
    return QUrl::fromLocalFile(folder.filePath(name));
}

QUrl Stage::newTextFile(const QString& name, const QString& text) const
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("no temporary file");
    return QUrl::fromLocalFile(file.fileName());
}

void Stage::composeText(QObject* item, const QString& preedit)
{
    QInputMethodEvent event(preedit, {});
    QCoreApplication::sendEvent(item, &event);
}

QString Stage::story() const
{
    const std::lock_guard lock(m_story->mutex);
    return QString::fromStdString(m_story->text);
}

void Stage::setStory(const QString& story)
{
    const std::lock_guard lock(m_story->mutex);
    m_story->text = story.toStdString();
}

int Stage::refusedRequests()
{
    return app::NoNetwork::refused();
}

QString Stage::richText()
{
    return QString::fromUtf8(
        R"(Quantizing stores each weight in fewer bits. A model that was **16 bits** a weight may become one of *about 4.5*, and the file shrinks by the same share; see [the notes](https://example.org/notes) or run `fettle-cli info`.

## What is lost

1. Small weights are rounded to the same step.
2. A block of 32 shares one scale:
   - outliers stretch the scale,
   - everything else gets coarser.
3. The loss is *measured*, never guessed.

> A number without its unit is a rumour.
> 没有单位的数字只是传闻。

| Type | Bits per weight | Loss |
|:-----|----------------:|:----:|
| F16  | 16.0 | none |
| Q8_0 | 8.5  | hardly any |
| Q4_0 | 4.5  | visible |

```bash
# one turn through the template
fettle-cli chat -m starter.gguf -p "What is a token?" --temp 0
```

- [x] read the file
- [ ] trust it

---

量化把每个权重存成更少的位数：模型变小、读取更快，但会损失一点精度。)");
}

} // namespace tests
