// SPDX-License-Identifier: GPL-3.0-or-later
// How the hub is asked: its address, the token, or not at all. What the environment says comes first (HF_TOKEN,
// HF_HUB_OFFLINE); the rest is the person's. The token lies in a file of its own that only its owner may read, is never
// shown whole, and goes to the hub's own host only (engine/hub/http.h). Owned by the Workspace; GUI thread.
#pragma once

#include "engine/hub/settings.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <map>
#include <optional>

namespace ui
{

class FileWorker;
class NoticeList;
class StorageWorker;

class HubAccess : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The hub's settings belong to the Workspace.")
    Q_PROPERTY(QString endpoint READ endpoint WRITE setEndpoint NOTIFY changed FINAL)
    Q_PROPERTY(QString endpointError READ endpointError NOTIFY changed FINAL) // why the last one was not taken, or ""
    Q_PROPERTY(bool offline READ offline WRITE setOffline NOTIFY changed FINAL)
    Q_PROPERTY(bool offlineForced READ offlineForced CONSTANT FINAL) // by the environment
    Q_PROPERTY(QString token READ shownToken NOTIFY changed FINAL)   // its ends: "hf_…a1b2"; "" without one
    Q_PROPERTY(bool tokenForced READ tokenForced CONSTANT FINAL)     // by the environment
    Q_PROPERTY(QString tokenError READ tokenError NOTIFY changed FINAL)

public:
    struct Parts {
        FileWorker& files;
        StorageWorker& storage;
        NoticeList& notices;
    };
    // `base` as the environment has it.
    HubAccess(const Parts& parts, const engine::hub::Settings& base, const QString& tokenFile,
              QObject* parent = nullptr);

    Q_INVOKABLE void setToken(const QString& token); // empty: forgets it

    void restore(const std::map<std::string, std::string>& stored); // at start; reads the token's file
    engine::hub::Settings settings() const;

    QString endpoint() const { return QString::fromStdString(m_endpoint); }
    QString endpointError() const { return m_endpointError; }
    bool offline() const { return m_base.offline || m_offline; }
    bool offlineForced() const { return m_base.offline; }
    QString shownToken() const;
    bool tokenForced() const { return !m_base.token.empty(); }
    QString tokenError() const { return m_tokenError; }
    void setEndpoint(const QString& endpoint); // empty: as the environment has it
    void setOffline(bool offline);

signals:
    void changed();
    void settingsChanged(); // of what settings() gives

private:
    void save(const char* key, const std::string& value);

    Parts m_parts;
    const engine::hub::Settings m_base;
    const QString m_tokenFile;
    std::string m_endpoint;
    std::string m_token;
    bool m_offline = false;
    QString m_endpointError;
    QString m_tokenError;
};

} // namespace ui
