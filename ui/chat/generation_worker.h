// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's thread: loads models and answers, one request at a time, in the order of asking. Made without a parent
// and moved to the thread "generation"; called by queued invoke only. Each request ends by exactly one signal.
#pragma once

#include "engine/error.h"
#include "ui/chat/chat_engine.h"

#include <QObject>
#include <QString>

namespace ui
{

using RequestNumber = quint64;

class GenerationWorker : public QObject
{
    Q_OBJECT

public:
    static constexpr int kFlushMs = 25; // pieces are gathered so long; the first one goes at once

    explicit GenerationWorker(EngineFactory factory);
    ~GenerationWorker() override;

    // On this worker's thread.
    void load(RequestNumber request, const std::filesystem::path& path, const LoadOptions& options,
              const StopFlag& stop);
    void eject();
    void findDevices();
    void verifyDevice(RequestNumber request, const std::string& key, const StopFlag& stop);
    void answer(RequestNumber request, const AnswerRequest& task, const StopFlag& stop);
    void shutDown(); // lets go of the engine

signals:
    void loadProgress(ui::RequestNumber request, double share);
    void loadFinished(ui::RequestNumber request, const ui::LoadedModel& model);
    void loadStopped(ui::RequestNumber request);
    void loadFailed(ui::RequestNumber request, int kind, const QString& sentence); // engine::ErrorKind

    void devicesFound(const ui::DevicesFound& found);
    void verifyProgress(ui::RequestNumber request, int done);
    void verifyFinished(ui::RequestNumber request, const ui::DeviceVerdict& verdict);
    void verifyFailed(ui::RequestNumber request, const QString& sentence); // empty: it was stopped

    void promptProgress(ui::RequestNumber request, qint64 done, qint64 all);
    void noticeRaised(ui::RequestNumber request, const QString& sentence);
    void pieces(ui::RequestNumber request, const QString& text, int tokens);
    void answerFinished(ui::RequestNumber request, const ui::AnswerResult& result);
    void answerStopped(ui::RequestNumber request, const ui::AnswerResult& result);
    void answerFailed(ui::RequestNumber request, int kind, const QString& sentence);

private:
    ChatEngine& engine();

    EngineFactory m_factory;
    std::unique_ptr<ChatEngine> m_engine; // made on the worker's thread when first needed
};

} // namespace ui
