// SPDX-License-Identifier: GPL-3.0-or-later
// A hub on this machine (hub_server.py) and a cache folder for one test.
#pragma once

#include "engine/error.h"
#include "engine/hub/download.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

namespace support
{

inline const std::atomic<bool> kGoOn = false; // nobody stops

class HubServer
{
public:
    explicit HubServer(const QStringList& options = {})
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start("python3",
                        QStringList{QStringLiteral(FETTLE_SOURCE_DIR "/tests/engine/hub/hub_server.py")} + options);
        while (!m_process.canReadLine())
            if (!m_process.waitForReadyRead(60'000))
                qFatal("the test hub does not start");
        m_addresses = QJsonDocument::fromJson(m_process.readLine()).object();
    }
    ~HubServer()
    {
        m_process.closeWriteChannel(); // it ends with its standard input
        m_process.waitForFinished();
    }
    std::string endpoint() const { return m_addresses["hub"].toString().toStdString(); }
    std::string token() const { return m_addresses["token"].toString().toStdString(); }

    // What was asked so far, by a repository: "fault/x"; {} gives all.
    QJsonArray log(const QString& repo = {}) const
    {
        QJsonArray found;
        for (const auto& entry : QJsonDocument::fromJson(ask("/_log")).array()) {
            const QJsonObject request = entry.toObject();
            const QString address =
                request["path"].toString() + "?" + QUrl::fromPercentEncoding(request["query"].toString().toUtf8());
            if (repo.isEmpty() || address.contains(repo))
                found += request;
        }
        return found;
    }

    void forget() const { ask("/_reset"); } // what was asked, and how often a fault was met

private:
    QByteArray ask(const std::string& route) const
    {
        engine::hub::Settings settings;
        settings.endpoint = endpoint();
        return QByteArray::fromStdString(
            engine::hub::Http(settings).get({settings.endpoint + route, {}, 64U << 20}, kGoOn).body);
    }

    QProcess m_process;
    QJsonObject m_addresses;
};

// Settings for a server, a cache of its own, and no patience: faults are to be met, not waited for.
inline engine::hub::Settings settingsFor(const HubServer& server, const QTemporaryDir& folder)
{
    engine::hub::Settings settings;
    settings.endpoint = server.endpoint();
    settings.cache = (folder.path() + "/hub").toStdString();
    settings.firstPause = std::chrono::milliseconds(0);
    settings.stallTimeout = std::chrono::seconds(1);
    settings.tries = 4;
    return settings;
}

inline engine::hub::Order orderFor(const engine::hub::Settings& settings, const std::string& repo,
                                   const std::string& wanted = {})
{
    engine::hub::HubApi api(settings);
    const auto repository = api.repository(repo, "main", 0, kGoOn);
    const auto* set = engine::hub::findSet(repository.sets, wanted);
    if (!set)
        throw engine::Error(engine::ErrorKind::NotFound, "The test finds no such files in " + repo + ".");
    return engine::hub::orderOf(repository, *set);
}

inline QByteArray contentOf(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(not readable)");
}

inline bool isRight(const engine::hub::Order& order, const engine::hub::Settings& settings)
{
    const engine::hub::HubCache cache(settings.cache);
    for (const auto& file : order.files)
        if (!engine::hub::fileMatches(cache.snapshot(order.repo, order.commit) / file.path, {file.hash, file.size},
                                      [](std::uint64_t) { return true; }))
            return false;
    return true;
}

} // namespace support
