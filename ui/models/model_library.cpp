// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/model_library.h"

#include "ui/chat/visible_text.h"
#include "ui/notices/notice_list.h"
#include "ui/settings/app_settings.h"
#include "ui/storage_worker.h"
#include "ui/text/engine_sentences.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <tuple>

namespace ui
{
namespace
{

QString cleaned(const QString& path)
{
    return path.isEmpty() ? QString() : QDir::cleanPath(QDir::current().absoluteFilePath(path));
}

QString nameOfFile(const QString& path)
{
    return visibleLine(QFileInfo(path).fileName());
}

std::filesystem::path toPath(const QString& path)
{
    return std::filesystem::path(path.toStdU16String());
}

} // namespace

ModelLibrary::ModelLibrary(const Parts& parts, const QString& starterPath, QObject* parent)
    : QAbstractListModel(parent),
      m_parts(parts),
      m_starterPath(cleaned(starterPath))
{
    showKnown({});
    connect(&parts.generation, &GenerationWorker::loadFinished, this, &ModelLibrary::onLoaded);
    connect(&parts.generation, &GenerationWorker::loadFailed, this,
            [this](RequestNumber request, int, const QString& sentence) { onFailed(request, sentence); });
    connect(&parts.generation, &GenerationWorker::loadStopped, this, [this](RequestNumber request) {
        if (request != m_request)
            return;
        setCurrent({}, {}, {});
        setState(State::None);
    });
    connect(&parts.generation, &GenerationWorker::loadProgress, this, [this](RequestNumber request, double share) {
        if (request != m_request || m_state != State::Loading)
            return;
        m_loadShare = share;
        emit loadShareChanged();
    });
    connect(&parts.storage, &StorageWorker::opened, this,
            [this](const Profile& profile) { showKnown(profile.models); });
    connect(&parts.storage, &StorageWorker::modelsChanged, this, &ModelLibrary::showKnown);
}

void ModelLibrary::load(const QString& path)
{
    const QString file = cleaned(path);
    if (file.isEmpty())
        return;
    emit aboutToChange();
    stopLoading();
    m_stop = std::make_shared<std::atomic<bool>>(false);
    ++m_request;
    m_loadShare = 0;
    emit loadShareChanged();
    setCurrent(file, nameOfFile(file), {});
    setState(State::Loading);
    GenerationWorker* worker = &m_parts.generation;
    QMetaObject::invokeMethod(worker, [worker, request = m_request, path = toPath(file),
                                       options = loadSettings(file).over(m_parts.settings.loadOptions()),
                                       stop = m_stop] { worker->load(request, path, options, stop); });
}

void ModelLibrary::loadUrl(const QUrl& url)
{
    if (url.isLocalFile())
        load(url.toLocalFile());
    else
        m_parts.notices.post(
            NoticeList::Kind::Warning,
            tr("Only files on this computer can be opened, not %1.").arg(visibleLine(url.toDisplayString().left(200))),
            {}, QStringLiteral("model"));
}

void ModelLibrary::eject()
{
    emit aboutToChange();
    stopLoading();
    ++m_request; // what was asked before is late
    GenerationWorker* worker = &m_parts.generation;
    QMetaObject::invokeMethod(worker, [worker] { worker->eject(); });
    setCurrent({}, {}, {});
    setState(State::None);
}

void ModelLibrary::forget(const QString& path)
{
    m_parts.storage.post([path = cleaned(path).toStdString()](StorageWorker& storage) { storage.forgetModel(path); });
}

void ModelLibrary::reload()
{
    load(m_path);
}

void ModelLibrary::loadFirst()
{
    const Row* last = nullptr;
    for (const Row& row : m_rows)
        if (row.lastUsed > 0 && !row.missing && (last == nullptr || row.lastUsed > last->lastUsed))
            last = &row;
    load(last != nullptr ? last->path : m_starterPath);
}

void ModelLibrary::add(const QString& path, const QString& name)
{
    storage::ModelFile file;
    file.path = path.toStdString();
    file.name = name.toStdString();
    m_parts.storage.post([file](StorageWorker& storage) { storage.addModel(file); });
}

LoadSettings ModelLibrary::loadSettings(const QString& path) const
{
    const int row = rowOf(cleaned(path));
    return row < 0 ? LoadSettings{} : m_rows[static_cast<std::size_t>(row)].settings;
}

void ModelLibrary::setLoadSettings(const QString& path, const LoadSettings& settings)
{
    const QString file = cleaned(path);
    if (const int row = rowOf(file); row >= 0)
        m_rows[static_cast<std::size_t>(row)].settings = settings; // until the storage says so as well
    m_parts.storage.post([path = file.toStdString(), json = settings.toJson()](StorageWorker& storage) {
        storage.saveLoadSettings(path, json);
    });
}

void ModelLibrary::stopLoading()
{
    if (m_stop)
        *m_stop = true;
}

double ModelLibrary::memoryBytes() const
{
    return static_cast<double>(m_loaded.memory.weights + m_loaded.memory.cache + m_loaded.memory.scratch);
}

void ModelLibrary::onLoaded(RequestNumber request, const LoadedModel& model)
{
    if (request != m_request)
        return;
    m_parts.notices.dismissSubject(QStringLiteral("model"));
    setCurrent(m_path, visibleLine(QString::fromStdString(model.name)), model);
    setState(State::Ready);
    if (!model.notice.empty())
        m_parts.notices.post(NoticeList::Kind::Warning, visibleText(engineSentence(model.notice)), {},
                             QStringLiteral("model"));
    storage::ModelFile file;
    file.path = m_path.toStdString();
    file.name = m_name.toStdString();
    m_parts.storage.post([file](StorageWorker& storage) { storage.saveModel(file); });
}

void ModelLibrary::onFailed(RequestNumber request, const QString& sentence)
{
    if (request != m_request)
        return;
    setCurrent({}, {}, {});
    const QString shown = visibleText(engineSentence(sentence));
    setState(State::Failed, shown);
    m_parts.notices.postLatest(NoticeList::Kind::Error, shown, QStringLiteral("model"));
}

void ModelLibrary::setState(State state, const QString& error)
{
    if (m_state == state && m_error == error)
        return;
    m_state = state;
    m_error = error;
    emit stateChanged();
}

void ModelLibrary::setCurrent(const QString& path, const QString& name, const LoadedModel& loaded)
{
    const int before = rowOf(m_path);
    m_path = path;
    m_name = name;
    m_loaded = loaded;
    for (const int row : {before, rowOf(m_path)})
        if (row >= 0)
            emit dataChanged(index(row), index(row), {CurrentRole});
    emit currentChanged();
}

void ModelLibrary::showKnown(const std::vector<KnownModel>& known)
{
    std::vector<Row> rows;
    if (!m_starterPath.isEmpty())
        rows.push_back({m_starterPath,
                        nameOfFile(m_starterPath),
                        QFileInfo(m_starterPath).size(),
                        !QFileInfo::exists(m_starterPath),
                        0,
                        {}});
    for (const KnownModel& model : known) {
        const Row row{QString::fromStdString(model.file.path),
                      visibleLine(QString::fromStdString(model.file.name)),
                      model.file.bytes,
                      model.missing,
                      model.file.lastUsed,
                      LoadSettings::fromJson(model.file.loadSettings)};
        if (row.path == m_starterPath)
            rows.front() = row;
        else
            rows.push_back(row);
    }
    const auto key = [this](const Row& row) { return std::tuple(row.path != m_starterPath, row.name, row.path); };
    std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return key(a) < key(b); });
    become(rows, [&](const Row& a, const Row& b) { return key(a) == key(b); });
}

// Both lists are in the same order, so that rows only leave, come and change.
void ModelLibrary::become(const std::vector<Row>& rows, const std::function<bool(const Row&, const Row&)>& same)
{
    const int oldCount = count();
    for (int i = count() - 1; i >= 0; --i) {
        const Row& row = m_rows[static_cast<std::size_t>(i)];
        if (std::any_of(rows.begin(), rows.end(), [&](const Row& other) { return same(row, other); }))
            continue;
        beginRemoveRows({}, i, i);
        m_rows.erase(m_rows.begin() + i);
        endRemoveRows();
    }
    for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
        const Row& wanted = rows[static_cast<std::size_t>(i)];
        if (i == count() || !same(m_rows[static_cast<std::size_t>(i)], wanted)) {
            beginInsertRows({}, i, i);
            m_rows.insert(m_rows.begin() + i, wanted);
            endInsertRows();
        } else if (m_rows[static_cast<std::size_t>(i)] != wanted) {
            m_rows[static_cast<std::size_t>(i)] = wanted;
            emit dataChanged(index(i), index(i));
        }
    }
    if (count() != oldCount)
        emit countChanged();
}

int ModelLibrary::rowOf(const QString& path) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.path == path; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int ModelLibrary::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant ModelLibrary::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case PathRole:
        return row.path;
    case Qt::DisplayRole:
    case NameRole:
        return row.name;
    case SizeBytesRole:
        return static_cast<double>(row.bytes);
    case StarterRole:
        return row.path == m_starterPath;
    case MissingRole:
        return row.missing;
    case CurrentRole:
        return row.path == m_path;
    default:
        return {};
    }
}

QHash<int, QByteArray> ModelLibrary::roleNames() const
{
    return {{PathRole, "path"},       {NameRole, "name"},       {SizeBytesRole, "sizeBytes"},
            {StarterRole, "starter"}, {MissingRole, "missing"}, {CurrentRole, "current"}};
}

} // namespace ui
