// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hub/hub_worker.h"

#include "engine/error.h"
#include "engine/hub/cached_model.h"
#include "ui/text/engine_sentences.h"

#include <algorithm>
#include <cstdlib>

namespace ui
{

HubWorker::HubWorker(const engine::hub::Settings& settings)
    : m_api(std::make_unique<engine::hub::HubApi>(settings)),
      m_endpoint(settings.endpoint)
{
}

void HubWorker::use(const engine::hub::Settings& settings)
{
    m_endpoint = settings.endpoint;
    post([settings](HubWorker& worker) { worker.m_api = std::make_unique<engine::hub::HubApi>(settings); });
}

void HubWorker::attempt(quint64 request, const std::function<void()>& task)
{
    try {
        task();
    } catch (const engine::Error& error) {
        if (error.kind() != engine::ErrorKind::Stopped)
            emit failed(request, engineSentence(std::string(error.what())));
    } catch (const std::exception& error) {
        emit failed(request, QString::fromLocal8Bit(error.what()));
    }
}

void HubWorker::search(quint64 request, const engine::hub::SearchQuery& query, const StopFlag& stop)
{
    attempt(request, [&] { emit found(request, m_api->search(query, *stop)); });
}

void HubWorker::more(quint64 request, const std::string& next, const StopFlag& stop)
{
    attempt(request, [&] { emit found(request, m_api->more(next, *stop)); });
}

void HubWorker::open(quint64 request, const std::string& repo, const std::string& revision, quint64 memory,
                     const StopFlag& stop)
{
    attempt(request, [&] { emit opened(request, m_api->repository(repo, revision, memory, *stop)); });
}

void HubWorker::plan(quint64 request, const engine::hub::Repository& repository, qint64 context, const StopFlag& stop)
{
    const auto set = std::find_if(repository.sets.begin(), repository.sets.end(), [](const engine::hub::FileSet& s) {
        return s.kind == engine::hub::SetKind::Gguf && s.missing.empty();
    });
    if (set == repository.sets.end() || *stop)
        return;
    try {
        emit planned(request, planRemote(m_api->settings(), repository.summary.id, repository.commit,
                                         set->files.front().path, context, *stop));
    } catch (const std::exception&) { // then the size of the file has to do, and that is said
    }
}

void HubWorker::planRemoval(quint64 request, const std::string& path)
{
    attempt(request, [&] {
        const auto found = engine::hub::cachedModel(m_api->settings().cache, path);
        emit removalPlanned(request, QString::fromStdString(path), found ? static_cast<double>(found->bytes) : 0);
    });
}

void HubWorker::removeCached(quint64 request, const std::string& path)
{
    attempt(request, [&] {
        const auto bytes = engine::hub::removeCachedModel(m_api->settings().cache, path);
        emit removed(request, QString::fromStdString(path), static_cast<double>(bytes));
    });
}

void HubWorker::findLocal(quint64 request, const std::vector<std::string>& folders, const StopFlag& stop)
{
    attempt(request, [&] {
        auto places = engine::hub::knownPlaces(&std::getenv, m_api->settings());
        for (const std::string& folder : folders)
            places.push_back({engine::hub::Source::Folder, folder});
        emit foundLocal(request, engine::hub::findModels(places, *stop));
    });
}

} // namespace ui
