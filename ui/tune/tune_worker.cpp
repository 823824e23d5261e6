// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_worker.h"

#include "engine/error.h"
#include "ui/text/engine_sentences.h"

#include <chrono>

namespace ui
{

TuneWorker::TuneWorker(EngineFactory factory) : m_factory(std::move(factory)) {}

TuneWorker::~TuneWorker() = default;

void TuneWorker::preview(quint64 request, const TuneOrder& order)
{
    emit previewed(request, previewTune(order));
}

void TuneWorker::run(quint64 request, const TuneTask& task, const StopFlag& stop)
{
    const TuneOutcome outcome = runTune(
        task, *stop,
        {[&](const TuneProgress& progress) { emit progressed(request, progress); }, [&] { emit wrote(request); }});
    emit ended(request, outcome);
}

void TuneWorker::discard(const TuneOrder& order)
{
    discardTune(order);
}

void TuneWorker::measure(quint64 request, const std::string& path, const StopFlag& stop)
{
    emit measured(request, measureSpeed(path, 0, *stop));
}

void TuneWorker::compare(quint64 request, const TuneQuestion& question, const StopFlag& stop)
{
    answer(request, 0, question.first, question, *stop);
    answer(request, 1, question.second, question, *stop);
    emit compared(request);
}

void TuneWorker::answer(quint64 request, int side, const std::string& path, const TuneQuestion& question,
                        const std::atomic<bool>& stop)
{
    using Clock = std::chrono::steady_clock;
    constexpr auto kFlush = std::chrono::milliseconds(GenerationWorker::kFlushMs);
    double rate = 0;
    QString error;
    std::string waiting;
    Clock::time_point flushed;
    const auto flush = [&] {
        if (!waiting.empty())
            emit pieceCame(request, side, QString::fromStdString(waiting));
        waiting.clear();
        flushed = Clock::now();
    };
    try {
        const auto engine = m_factory();
        engine->load(path, {}, stop, [](double) {});
        AnswerRequest asked;
        asked.turns = {{Speaker::User, question.prompt}};
        asked.sampling.temperature = 0; // so that a difference is the model's
        asked.maxTokens = question.maxTokens;
        const AnswerResult result = engine->answer(asked, stop,
                                                   {[](std::int64_t, std::int64_t) {},
                                                    [&](std::string_view piece) {
                                                        waiting += piece;
                                                        if (Clock::now() - flushed >= kFlush)
                                                            flush();
                                                    },
                                                    [](const std::string&) {}});
        rate = result.timings.decodeRate();
    } catch (const engine::Error& failure) {
        if (failure.kind() != engine::ErrorKind::Stopped)
            error = engineSentence(std::string(failure.what()));
    } catch (const std::exception& failure) {
        error = QString::fromLocal8Bit(failure.what());
    }
    flush();
    emit sideEnded(request, side, rate, error);
}

} // namespace ui
