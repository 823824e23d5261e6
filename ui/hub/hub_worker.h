// SPDX-License-Identifier: GPL-3.0-or-later
// Every question to the hub and every look at the folders of other apps, on the thread "hub". Made without a parent and
// moved there; called through post(). A request has one ending: its signal, or failed(); one that was stopped has none.
#pragma once

#include "engine/hub/hub_api.h"
#include "engine/hub/local_models.h"
#include "ui/chat/chat_engine.h"
#include "ui/hub/remote_plan.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace ui
{

class HubWorker : public QObject
{
    Q_OBJECT

public:
    explicit HubWorker(const engine::hub::Settings& settings);

    void use(const engine::hub::Settings& settings);           // GUI thread: for what is asked from now on
    const std::string& endpoint() const { return m_endpoint; } // GUI thread
    quint64 newRequest() { return ++m_lastRequest; }           // any thread; each number once

    // From any thread: runs `task(worker)` on the hub's thread, in the order of asking.
    template <class Task>
    void post(Task task)
    {
        QMetaObject::invokeMethod(
            this, [this, task = std::move(task)]() mutable { task(*this); }, Qt::QueuedConnection);
    }

    // On the hub's thread. `request` comes back in the signal.
    void search(quint64 request, const engine::hub::SearchQuery& query, const StopFlag& stop);
    void more(quint64 request, const std::string& next, const StopFlag& stop);
    void open(quint64 request, const std::string& repo, const std::string& revision, quint64 memory,
              const StopFlag& stop);
    // After opened(), where the repository has a GGUF file: planned(), or nothing.
    void plan(quint64 request, const engine::hub::Repository& repository, qint64 context, const StopFlag& stop);
    // Below the known places of other apps and these folders.
    void findLocal(quint64 request, const std::vector<std::string>& folders, const StopFlag& stop);
    void planRemoval(quint64 request, const std::string& path); // of a model in the hub's cache
    void removeCached(quint64 request, const std::string& path);
    void shutDown() {} // nothing is kept between questions

signals:
    void found(quint64 request, const engine::hub::SearchPage& page);
    void opened(quint64 request, const engine::hub::Repository& repository);
    void foundLocal(quint64 request, const std::vector<engine::hub::LocalModel>& models);
    void planned(quint64 request, const ui::RemotePlan& plan);
    void removalPlanned(quint64 request, const QString& path, double bytes); // 0: it is not of the cache
    void removed(quint64 request, const QString& path, double bytes);
    void failed(quint64 request, const QString& sentence);

private:
    void attempt(quint64 request, const std::function<void()>& task);

    std::unique_ptr<engine::hub::HubApi> m_api;
    std::string m_endpoint;
    std::atomic<quint64> m_lastRequest{0};
};

} // namespace ui
