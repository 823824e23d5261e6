// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hub/repository_files.h"

#include "ui/chat/visible_text.h"
#include "ui/hub/download_list.h"
#include "ui/hub/hub_worker.h"

namespace ui
{
namespace
{

constexpr double kRepacked = 1.06;   // weights in memory against the file, at most
constexpr double kApp = 150e6;       // bytes of the window itself
constexpr double kBeside = 600e6;    // bytes of a usual cache, scratch and the app itself
constexpr double kComfortable = 0.8; // of the memory; above it other programs will be pushed out

} // namespace

RepositoryFiles::RepositoryFiles(HubWorker& worker, DownloadList& downloads, quint64 memory, QObject* parent)
    : QAbstractListModel(parent),
      m_worker(worker),
      m_downloads(downloads),
      m_memory(memory)
{
    connect(&worker, &HubWorker::opened, this, [this](quint64 request, const engine::hub::Repository& repository) {
        if (request != m_request)
            return;
        show(repository);
        m_worker.post([request, repository, context = m_context, stop = m_stop](HubWorker& hub) {
            hub.plan(request, repository, context, stop);
        });
    });
    connect(&worker, &HubWorker::planned, this, [this](quint64 request, const RemotePlan& plan) {
        if (request != m_request || count() == 0)
            return;
        m_plan = plan;
        emit dataChanged(index(0), index(count() - 1),
                         {FitRole, NeededBytesRole, PlannedRole, CacheBytesRole, ContextRole});
    });
    connect(&worker, &HubWorker::failed, this, [this](quint64 request, const QString& sentence) {
        if (request != m_request)
            return;
        m_busy = false;
        m_error = visibleText(sentence);
        emit busyChanged();
    });
}

void RepositoryFiles::stop()
{
    if (m_stop)
        *m_stop = true;
}

void RepositoryFiles::open(const QString& repo)
{
    if (m_stop)
        *m_stop = true;
    show({});
    m_repo = repo == m_repo ? QString() : repo;
    m_busy = !m_repo.isEmpty();
    m_error.clear();
    m_request = m_worker.newRequest();
    m_stop = std::make_shared<std::atomic<bool>>(false);
    if (m_busy)
        m_worker.post([request = m_request, id = m_repo.toStdString(), memory = m_memory,
                       stop = m_stop](HubWorker& worker) { worker.open(request, id, "main", memory, stop); });
    emit repoChanged();
    emit busyChanged();
}

void RepositoryFiles::show(const engine::hub::Repository& repository)
{
    beginResetModel(); // another repository: no row stays
    m_repository = repository;
    m_plan.reset();
    endResetModel();
    m_busy = false;
    emit busyChanged();
    emit countChanged();
}

void RepositoryFiles::download(int row)
{
    if (row >= 0 && row < count())
        m_downloads.add(engine::hub::orderOf(m_repository, m_repository.sets[static_cast<std::size_t>(row)]));
}

double RepositoryFiles::needed(const engine::hub::FileSet& set) const
{
    const auto bytes = static_cast<double>(set.bytes);
    return m_plan ? bytes * kRepacked + static_cast<double>(m_plan->cache + m_plan->scratch) + kApp
                  : neededBytes(bytes);
}

double RepositoryFiles::neededBytes(double fileBytes)
{
    return fileBytes * kRepacked + kBeside;
}

RepositoryFiles::Fit RepositoryFiles::fitOf(double neededBytes, double memory)
{
    if (neededBytes > memory)
        return Fit::TooBig;
    return neededBytes > kComfortable * memory ? Fit::Tight : Fit::Good;
}

int RepositoryFiles::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant RepositoryFiles::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const engine::hub::FileSet& set = m_repository.sets[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return visibleLine(QString::fromStdString(set.name));
    case QuantizationRole:
        return visibleLine(QString::fromStdString(set.quantization));
    case BytesRole:
        return static_cast<double>(set.bytes);
    case FilesRole:
        return static_cast<int>(set.files.size());
    case FitRole:
        return QVariant::fromValue(fitOf(needed(set), static_cast<double>(m_memory)));
    case NeededBytesRole:
        return needed(set);
    case PlannedRole:
        return m_plan.has_value();
    case CacheBytesRole:
        return m_plan ? static_cast<double>(m_plan->cache + m_plan->scratch) : 0.0;
    case ContextRole:
        return m_plan ? static_cast<double>(m_plan->context) : 0.0;
    case RecommendedRole:
        return set.recommended;
    case MissingRole:
        return visibleText(QString::fromStdString(set.missing));
    default:
        return {};
    }
}

QHash<int, QByteArray> RepositoryFiles::roleNames() const
{
    return {{NameRole, "name"},       {QuantizationRole, "quantization"},
            {BytesRole, "bytes"},     {FilesRole, "files"},
            {FitRole, "fit"},         {NeededBytesRole, "neededBytes"},
            {PlannedRole, "planned"}, {CacheBytesRole, "cacheBytes"},
            {ContextRole, "context"}, {RecommendedRole, "recommended"},
            {MissingRole, "missing"}};
}

} // namespace ui
