// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/lab_worker.h"

#include "engine/error.h"
#include "ui/text/engine_sentences.h"

#include <QElapsedTimer>

namespace ui
{
namespace
{

template <class Task, class Fail>
void guarded(Task task, Fail fail)
{
    try {
        task();
    } catch (const engine::Error& error) {
        fail(engineSentence(std::string(error.what())));
    } catch (const std::exception& error) {
        fail(QString::fromLocal8Bit(error.what()));
    }
}

// Gathers what streams, for as long as a frame.
class Gathered
{
public:
    using Send = std::function<void(const LabStream&)>;
    explicit Gathered(Send send) : m_send(std::move(send)) {}

    LabStream& at(const engine::lab::RunPlace& place)
    {
        if (!(m_stream.place == place)) {
            flush();
            m_stream = {};
            m_stream.place = place;
        }
        return m_stream;
    }
    void mayFlush()
    {
        if (!m_since.isValid() || m_since.elapsed() >= LabWorker::kFlushMs)
            flush();
        else
            m_waiting = true;
    }
    void flush()
    {
        if (m_waiting || !m_stream.text.isEmpty())
            m_send(m_stream);
        m_stream.text.clear();
        m_waiting = false;
        m_since.start();
    }
    void touch() { m_waiting = true; }

private:
    Send m_send;
    LabStream m_stream;
    QElapsedTimer m_since;
    bool m_waiting = false;
};

} // namespace

LabWorker::LabWorker(LabRunnerFactory factory) : m_factory(std::move(factory)) {}

LabWorker::~LabWorker() = default;

LabRunner& LabWorker::runner()
{
    if (!m_runner)
        m_runner = m_factory ? m_factory() : std::make_unique<LabRunner>();
    return *m_runner;
}

void LabWorker::check(quint64 request, const engine::lab::Experiment& experiment)
{
    guarded([&] { emit checked(request, runner().check(experiment)); },
            [&](const QString& sentence) {
                emit checked(request, {{-1, sentence.toStdString()}});
            });
}

void LabWorker::run(quint64 request, const engine::lab::Experiment& experiment, const LabStop& stop)
{
    using engine::lab::RunPlace;
    Gathered gathered([&](const LabStream& stream) { emit streamed(request, stream); });
    engine::lab::Watcher watcher;
    watcher.preparing = [&](const std::string& step) { emit preparing(request, QString::fromStdString(step)); };
    watcher.began = [&](const RunPlace& place, int done, int all) {
        gathered.flush();
        emit began(request, place, done, all);
    };
    watcher.prefill = [&](const RunPlace& place, int done, int all) {
        LabStream& stream = gathered.at(place);
        stream.promptRead = done;
        stream.promptAll = all;
        gathered.touch();
        gathered.mayFlush();
    };
    watcher.piece = [&](const RunPlace& place, std::string_view piece) {
        gathered.at(place).text += QString::fromUtf8(piece.data(), static_cast<qsizetype>(piece.size()));
        gathered.mayFlush();
    };
    watcher.token = [&](const RunPlace& place, int tokens, double seconds) {
        LabStream& stream = gathered.at(place);
        if (stream.tokens == 0)
            stream.firstSeconds = seconds;
        stream.tokens = tokens;
        stream.seconds = seconds;
        gathered.touch();
        gathered.mayFlush();
    };
    watcher.ended = [&](const engine::lab::RunRecord& record) {
        gathered.flush();
        emit ended(request, record);
    };
    watcher.failed = [&](int candidate, const std::string& sentence) {
        gathered.flush();
        emit failed(request, candidate, engineSentence(sentence));
    };
    guarded(
        [&] {
            auto result = std::make_shared<const engine::lab::Result>(runner().run(experiment, *stop, watcher));
            gathered.flush();
            emit finished(request, result);
        },
        [&](const QString& sentence) { emit broken(request, sentence); });
}

void LabWorker::shutDown()
{
    m_runner.reset();
}

} // namespace ui
