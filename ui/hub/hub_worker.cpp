// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hub/hub_worker.h"

#include "engine/error.h"

#include <cstdlib>

namespace ui
{

void HubWorker::attempt(quint64 request, const std::function<void()>& task)
{
    try {
        task();
    } catch (const engine::Error& error) {
        if (error.kind() != engine::ErrorKind::Stopped)
            emit failed(request, QString::fromStdString(error.what()));
    } catch (const std::exception& error) {
        emit failed(request, QString::fromLocal8Bit(error.what()));
    }
}

void HubWorker::search(quint64 request, const engine::hub::SearchQuery& query, const StopFlag& stop)
{
    attempt(request, [&] { emit found(request, m_api.search(query, *stop)); });
}

void HubWorker::more(quint64 request, const std::string& next, const StopFlag& stop)
{
    attempt(request, [&] { emit found(request, m_api.more(next, *stop)); });
}

void HubWorker::open(quint64 request, const std::string& repo, const std::string& revision, quint64 memory,
                     const StopFlag& stop)
{
    attempt(request, [&] { emit opened(request, m_api.repository(repo, revision, memory, *stop)); });
}

void HubWorker::findLocal(quint64 request, const StopFlag& stop)
{
    attempt(request, [&] {
        const auto places = engine::hub::knownPlaces(&std::getenv, m_api.settings());
        emit foundLocal(request, engine::hub::findModels(places, *stop));
    });
}

} // namespace ui
