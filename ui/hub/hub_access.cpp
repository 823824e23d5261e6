// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hub/hub_access.h"

#include "engine/hub/url.h"
#include "storage/error.h"
#include "storage/files.h"
#include "ui/chat/visible_text.h"
#include "ui/file_worker.h"
#include "ui/notices/notice_list.h"
#include "ui/storage_worker.h"
#include "ui/text/engine_sentences.h"

#include <QFile>

#include <algorithm>
#include <fstream>

namespace ui
{
namespace
{

constexpr qsizetype kLongestToken = 1024;

// Writes the token for its owner alone, under another name first. Empty, or why it could not be done.
std::string writeToken(const std::filesystem::path& file, const std::string& token)
{
    try {
        std::error_code absent;
        if (token.empty()) {
            std::filesystem::remove(file, absent);
            return {};
        }
        const std::filesystem::path fresh = storage::withSuffix(file, ".new");
        std::filesystem::remove(fresh, absent); // of a run that was killed
        storage::createPrivateFile(fresh);
        std::ofstream out(fresh, std::ios::binary);
        out << token;
        out.close();
        if (!out)
            return "The token could not be written to " + fresh.string() + ". Free some space and enter it again.";
        storage::syncFile(fresh);
        storage::renameDurably(fresh, file);
        return {};
    } catch (const storage::Error& error) {
        return error.what();
    }
}

bool isToken(const QString& token)
{
    return token.size() <= kLongestToken &&
           std::all_of(token.begin(), token.end(), [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7F; });
}

} // namespace

HubAccess::HubAccess(const Parts& parts, const engine::hub::Settings& base, const QString& tokenFile, QObject* parent)
    : QObject(parent),
      m_parts(parts),
      m_base(base),
      m_tokenFile(tokenFile),
      m_endpoint(base.endpoint)
{
}

engine::hub::Settings HubAccess::settings() const
{
    engine::hub::Settings settings = m_base;
    settings.endpoint = m_endpoint;
    settings.offline = offline();
    if (settings.token.empty())
        settings.token = m_token;
    return settings;
}

void HubAccess::restore(const std::map<std::string, std::string>& stored)
{
    const auto value = [&](const char* key) {
        const auto found = stored.find(key);
        return found == stored.end() ? std::string() : found->second;
    };
    if (const std::string endpoint = value("hubEndpoint");
        !endpoint.empty() && engine::hub::endpointProblem(endpoint).empty())
        m_endpoint = endpoint;
    m_offline = value("hubOffline") == "1";
    emit changed();
    if (m_offline || m_endpoint != m_base.endpoint)
        emit settingsChanged();
    m_parts.files.run(
        this,
        [file = m_tokenFile] {
            QFile in(file);
            return in.open(QIODevice::ReadOnly) ? QString::fromLatin1(in.read(kLongestToken + 1)).trimmed() : QString();
        },
        [this](const QString& token) {
            if (token.isEmpty() || !isToken(token) || !m_token.empty())
                return;
            m_token = token.toStdString();
            emit changed();
            emit settingsChanged();
        });
}

QString HubAccess::shownToken() const
{
    const std::string& token = m_base.token.empty() ? m_token : m_base.token;
    if (token.empty())
        return {};
    const QString text = QString::fromStdString(token);
    return text.size() < 16 ? QStringLiteral("…") : text.left(3) + u'…' + text.right(4);
}

void HubAccess::setToken(const QString& token)
{
    const QString kept = token.trimmed();
    m_tokenError = isToken(kept)
                       ? QString()
                       : tr("This is no token: it has spaces, other signs than letters and digits, or is too long.");
    if (m_tokenError.isEmpty() && m_token != kept.toStdString()) {
        m_token = kept.toStdString();
        m_parts.files.run(
            this,
            [file = std::filesystem::path(m_tokenFile.toStdU16String()), token = m_token] {
                return writeToken(file, token);
            },
            [this](const std::string& problem) {
                if (!problem.empty())
                    m_parts.notices.post(NoticeList::Kind::Error, visibleText(engineSentence(problem)));
            });
        emit settingsChanged();
    }
    emit changed();
}

void HubAccess::setEndpoint(const QString& endpoint)
{
    QString wanted = endpoint.trimmed();
    while (wanted.endsWith(u'/'))
        wanted.chop(1);
    const std::string kept = wanted.isEmpty() ? m_base.endpoint : wanted.toStdString();
    m_endpointError = visibleText(QString::fromStdString(engine::hub::endpointProblem(kept)));
    if (m_endpointError.isEmpty() && kept != m_endpoint) {
        m_endpoint = kept;
        save("hubEndpoint", wanted.isEmpty() ? std::string() : kept);
        emit settingsChanged();
    }
    emit changed();
}

void HubAccess::setOffline(bool offline)
{
    if (m_offline == offline)
        return;
    m_offline = offline;
    save("hubOffline", offline ? "1" : "0");
    emit changed();
    emit settingsChanged();
}

void HubAccess::save(const char* key, const std::string& value)
{
    m_parts.storage.post([values = std::map<std::string, std::string>{{key, value}}](StorageWorker& storage) {
        storage.saveSettings(values);
    });
}

} // namespace ui
