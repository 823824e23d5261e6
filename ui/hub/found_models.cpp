// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hub/found_models.h"

#include "ui/chat/visible_text.h"
#include "ui/hub/hub_worker.h"
#include "ui/notices/notice_list.h"
#include "ui/storage_worker.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

namespace ui
{
namespace
{

constexpr qsizetype kMostFolders = 50;

} // namespace

FoundModels::FoundModels(HubWorker& worker, StorageWorker& storage, NoticeList& notices, QObject* parent)
    : QAbstractListModel(parent),
      m_worker(worker),
      m_storage(storage),
      m_notices(notices)
{
    connect(&worker, &HubWorker::removalPlanned, this, [this](quint64 request, const QString& path, double bytes) {
        if (request != m_removal)
            return;
        if (bytes > 0)
            emit removalReady(path, m_removalName, bytes);
        else
            m_notices.post(NoticeList::Kind::Warning, tr("“%1” is not in the cache any more.").arg(m_removalName));
    });
    connect(&worker, &HubWorker::removed, this,
            [this](quint64, const QString& path, double bytes) { onRemoved(path, bytes); });
    connect(&worker, &HubWorker::foundLocal, this,
            [this](quint64 request, const std::vector<engine::hub::LocalModel>& models) {
                if (request == m_request)
                    show(models);
            });
    connect(&worker, &HubWorker::failed, this, [this](quint64 request, const QString& sentence) {
        if (request == m_request)
            show({}); // a folder that cannot be read is as good as none
        else if (request == m_removal)
            m_notices.post(NoticeList::Kind::Error, visibleText(sentence));
    });
}

void FoundModels::stop()
{
    if (m_stop)
        *m_stop = true;
}

void FoundModels::refresh()
{
    if (m_stop)
        *m_stop = true;
    m_stop = std::make_shared<std::atomic<bool>>(false);
    m_request = m_worker.newRequest();
    m_busy = true;
    emit busyChanged();
    std::vector<std::string> folders;
    for (const QString& folder : m_folders)
        folders.push_back(folder.toStdString());
    m_worker.post(
        [request = m_request, folders, stop = m_stop](HubWorker& worker) { worker.findLocal(request, folders, stop); });
}

void FoundModels::restore(const std::map<std::string, std::string>& stored)
{
    const auto found = stored.find("modelFolders");
    if (found == stored.end())
        return;
    for (const QJsonValue& folder : QJsonDocument::fromJson(QByteArray::fromStdString(found->second)).array())
        if (QDir::isAbsolutePath(folder.toString()) && m_folders.size() < kMostFolders)
            m_folders.append(folder.toString());
    emit foldersChanged();
}

void FoundModels::addFolder(const QUrl& folder)
{
    const QString path = QDir::cleanPath(folder.toLocalFile());
    if (!folder.isLocalFile() || path.isEmpty() || m_folders.contains(path))
        return;
    if (m_folders.size() >= kMostFolders) {
        m_notices.post(NoticeList::Kind::Warning, tr("Not more than %1 folders can be looked into.").arg(kMostFolders));
        return;
    }
    m_folders.append(path);
    saveFolders();
}

void FoundModels::removeFolder(int place)
{
    if (place < 0 || place >= m_folders.size())
        return;
    m_folders.removeAt(place);
    saveFolders();
}

void FoundModels::saveFolders()
{
    const std::string json =
        QJsonDocument(QJsonArray::fromStringList(m_folders)).toJson(QJsonDocument::Compact).toStdString();
    m_storage.post([json](StorageWorker& storage) { storage.saveSettings({{"modelFolders", json}}); });
    emit foldersChanged();
    refresh();
}

void FoundModels::askRemoval(const QString& path, const QString& name)
{
    if (path == m_current) {
        m_notices.post(NoticeList::Kind::Warning, tr("“%1” is in use. Unload it first, then remove it.").arg(name));
        return;
    }
    m_removal = m_worker.newRequest();
    m_removalName = name;
    m_worker.post(
        [request = m_removal, file = path.toStdString()](HubWorker& worker) { worker.planRemoval(request, file); });
}

void FoundModels::remove(const QString& path)
{
    if (path == m_current)
        return;
    m_removal = m_worker.newRequest();
    m_worker.post(
        [request = m_removal, file = path.toStdString()](HubWorker& worker) { worker.removeCached(request, file); });
}

void FoundModels::onRemoved(const QString& path, double bytes)
{
    m_notices.post(NoticeList::Kind::Info,
                   tr("“%1” was removed; %2 are free now.")
                       .arg(m_removalName, QLocale().formattedDataSize(static_cast<qint64>(bytes))));
    emit removed(path);
    refresh();
}

void FoundModels::show(const std::vector<engine::hub::LocalModel>& models)
{
    beginResetModel(); // looked for anew
    m_models = models;
    endResetModel();
    m_busy = false;
    emit busyChanged();
    emit countChanged();
}

int FoundModels::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant FoundModels::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const engine::hub::LocalModel& model = m_models[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return visibleLine(QString::fromStdString(model.name));
    case SourceRole:
        return QString::fromLatin1(engine::hub::sourceName(model.source));
    case QuantizationRole:
        return visibleLine(QString::fromStdString(model.quantization));
    case BytesRole:
        return static_cast<double>(model.bytes);
    case PathRole:
        return QString::fromStdString(model.path.string());
    case CachedRole:
        return model.source == engine::hub::Source::HuggingFace;
    case MissingRole:
        return visibleText(QString::fromStdString(model.missing));
    default:
        return {};
    }
}

QHash<int, QByteArray> FoundModels::roleNames() const
{
    return {{NameRole, "name"},      {SourceRole, "source"}, {QuantizationRole, "quantization"},
            {BytesRole, "bytes"},    {PathRole, "path"},     {CachedRole, "cached"},
            {MissingRole, "missing"}};
}

} // namespace ui
