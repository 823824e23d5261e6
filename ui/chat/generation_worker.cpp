// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/generation_worker.h"

#include "ui/text/engine_sentences.h"

#include <QElapsedTimer>

#include <new>

namespace ui
{
namespace
{

// Gathers pieces: the first one goes at once, then one batch per GenerationWorker::kFlushMs.
class Batch
{
public:
    using Send = std::function<void(const QString& text, int tokens)>;
    explicit Batch(Send send) : m_send(std::move(send)) {}

    void add(std::string_view piece)
    {
        m_text.append(piece.data(), static_cast<qsizetype>(piece.size()));
        ++m_tokens;
        if (!m_sinceSent.isValid() || m_sinceSent.elapsed() >= GenerationWorker::kFlushMs)
            flush();
    }

    void flush()
    {
        if (m_tokens == 0)
            return;
        m_send(QString::fromUtf8(m_text), m_tokens);
        m_text.clear();
        m_tokens = 0;
        m_sinceSent.start();
    }

private:
    Send m_send;
    QByteArray m_text;
    int m_tokens = 0;
    QElapsedTimer m_sinceSent;
};

// Runs `operation`; an exception becomes a kind and a sentence. The one catch of this thread.
template <class Operation, class Stopped, class Failed>
void guarded(Operation operation, Stopped stopped, Failed failed)
{
    using engine::ErrorKind;
    try {
        operation();
    } catch (const engine::Error& error) {
        if (error.kind() == ErrorKind::Stopped)
            stopped();
        else
            failed(static_cast<int>(error.kind()), QString::fromStdString(error.what()));
    } catch (const std::bad_alloc&) {
        failed(static_cast<int>(ErrorKind::NoMemory),
               QStringLiteral("There is not enough memory for this. Close other programs, choose a smaller model or "
                              "a shorter context."));
    } catch (const std::exception& error) {
        failed(static_cast<int>(ErrorKind::Internal),
               QStringLiteral("The engine failed unexpectedly: %1").arg(QString::fromLocal8Bit(error.what())));
    }
}

} // namespace

GenerationWorker::GenerationWorker(EngineFactory factory) : m_factory(std::move(factory)) {}

GenerationWorker::~GenerationWorker() = default;

ChatEngine& GenerationWorker::engine()
{
    if (!m_engine)
        m_engine = m_factory();
    return *m_engine;
}

void GenerationWorker::load(RequestNumber request, const std::filesystem::path& path, const LoadOptions& options,
                            const StopFlag& stop)
{
    if (*stop) {
        emit loadStopped(request);
        return;
    }
    QElapsedTimer sinceShown;
    const auto progress = [&](double share) {
        if (sinceShown.isValid() && sinceShown.elapsed() < kFlushMs)
            return;
        sinceShown.start();
        emit loadProgress(request, share);
    };
    guarded([&] { emit loadFinished(request, engine().load(path, options, *stop, progress)); },
            [&] { emit loadStopped(request); },
            [&](int kind, const QString& sentence) { emit loadFailed(request, kind, sentence); });
}

void GenerationWorker::eject()
{
    guarded([&] { engine().eject(); }, [] {}, [](int, const QString&) {});
}

void GenerationWorker::findDevices()
{
    guarded([&] { emit devicesFound(engine().devices()); }, [] {}, [](int, const QString&) {});
}

void GenerationWorker::verifyDevice(RequestNumber request, const std::string& key, const StopFlag& stop)
{
    const auto progress = [&](int done) { emit verifyProgress(request, done); };
    guarded([&] { emit verifyFinished(request, engine().verify(key, *stop, progress)); },
            [&] { emit verifyFailed(request, {}); },
            [&](int, const QString& sentence) { emit verifyFailed(request, sentence); });
}

void GenerationWorker::answer(RequestNumber request, const AnswerRequest& task, const StopFlag& stop)
{
    if (*stop) {
        emit answerStopped(request, {});
        return;
    }
    Batch batch([&](const QString& text, int tokens) { emit pieces(request, text, tokens); });
    const AnswerObserver observer{
        [&](std::int64_t done, std::int64_t all) { emit promptProgress(request, done, all); },
        [&](std::string_view piece) { batch.add(piece); },
        [&](const std::string& sentence) { emit noticeRaised(request, engineSentence(sentence)); }};
    guarded(
        [&] {
            const AnswerResult result = engine().answer(task, *stop, observer);
            batch.flush();
            if (result.stopped)
                emit answerStopped(request, result);
            else
                emit answerFinished(request, result);
        },
        [&] {
            batch.flush();
            emit answerStopped(request, {});
        },
        [&](int kind, const QString& sentence) {
            batch.flush();
            emit answerFailed(request, kind, sentence);
        });
}

void GenerationWorker::shutDown()
{
    m_engine.reset();
}

} // namespace ui
