// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hub/model_search.h"

#include "engine/hub/names.h"
#include "ui/chat/visible_text.h"
#include "ui/hub/hub_worker.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

namespace ui
{
namespace
{

constexpr int kDelayMs = 400;           // after the last key
constexpr double kBytesPerWeight = 0.6; // of four bits with scales
constexpr double kBeside = 700e6;       // bytes for the cache, scratch and the app
constexpr double kShareOfMemory = 0.35; // a model of all the memory would be too slow to like on a processor

engine::hub::Sort sortOf(ModelSearch::Order order)
{
    switch (order) {
    case ModelSearch::Order::Trending:
        return engine::hub::Sort::Trending;
    case ModelSearch::Order::Likes:
        return engine::hub::Sort::Likes;
    case ModelSearch::Order::Changed:
        return engine::hub::Sort::Changed;
    case ModelSearch::Order::Downloads:
        break;
    }
    return engine::hub::Sort::Downloads;
}

} // namespace

ModelSearch::ModelSearch(HubWorker& worker, quint64 memory, QObject* parent)
    : QAbstractListModel(parent),
      m_worker(worker),
      m_memory(memory)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelayMs);
    connect(&m_delay, &QTimer::timeout, this, &ModelSearch::run);
    connect(&worker, &HubWorker::found, this, &ModelSearch::onFound);
    connect(&worker, &HubWorker::failed, this, &ModelSearch::onFailed);
    m_rows = catalogueRows();
}

void ModelSearch::stop()
{
    if (m_stop)
        *m_stop = true;
}

void ModelSearch::retranslate()
{
    if (isCatalogue())
        show(catalogueRows());
}

void ModelSearch::setText(const QString& text)
{
    if (m_text == text)
        return;
    m_text = text;
    emit textChanged();
    if (isCatalogue()) {
        m_delay.stop();
        run();
    } else {
        m_delay.start();
    }
}

void ModelSearch::setOrder(Order order)
{
    if (m_order == order)
        return;
    m_order = order;
    emit orderChanged();
    run();
}

void ModelSearch::again()
{
    run();
}

void ModelSearch::ask(const std::function<void(HubWorker&, quint64, const StopFlag&)>& question)
{
    if (m_stop)
        *m_stop = true;
    m_stop = std::make_shared<std::atomic<bool>>(false);
    setBusy(true);
    setError({});
    m_request = m_worker.newRequest();
    m_worker.post(
        [question, request = m_request, stop = m_stop](HubWorker& worker) { question(worker, request, stop); });
}

void ModelSearch::run()
{
    m_appending = false;
    m_next.clear();
    if (isCatalogue()) {
        if (m_stop)
            *m_stop = true;
        m_request = 0; // answers on their way are late
        setBusy(false);
        setError({});
        show(catalogueRows());
        return;
    }
    const engine::hub::Wanted wanted = engine::hub::parseWanted(m_text.trimmed().toStdString(), m_worker.endpoint());
    if (!wanted.repo.empty()) { // named exactly: nothing is to be searched for
        m_request = 0;
        setBusy(false);
        setError({});
        Row row;
        row.repo = QString::fromStdString(wanted.repo);
        show({row});
        return;
    }
    engine::hub::SearchQuery query;
    query.words = wanted.words;
    query.author = wanted.author;
    query.sort = sortOf(m_order);
    query.onlyGguf = true;
    ask([query](HubWorker& worker, quint64 request, const StopFlag& stop) { worker.search(request, query, stop); });
}

void ModelSearch::fetchMoreRows()
{
    if (m_busy || m_next.empty())
        return;
    m_appending = true;
    ask([next = m_next](HubWorker& worker, quint64 request, const StopFlag& stop) {
        worker.more(request, next, stop);
    });
}

void ModelSearch::onFound(quint64 request, const engine::hub::SearchPage& page)
{
    if (request != m_request)
        return;
    std::vector<Row> rows;
    for (const engine::hub::RepoSummary& summary : page.repos)
        rows.push_back(fromHub(summary));
    m_next = page.next;
    setBusy(false);
    if (!m_appending) {
        show(std::move(rows));
        return;
    }
    if (!rows.empty()) {
        beginInsertRows({}, count(), count() + static_cast<int>(rows.size()) - 1);
        m_rows.insert(m_rows.end(), rows.begin(), rows.end());
        endInsertRows();
    }
    emit countChanged();
}

void ModelSearch::onFailed(quint64 request, const QString& sentence)
{
    if (request != m_request)
        return;
    setBusy(false);
    setError(visibleText(sentence));
}

ModelSearch::Row ModelSearch::fromHub(const engine::hub::RepoSummary& summary)
{
    Row row;
    row.repo = QString::fromStdString(summary.id);
    row.downloads = static_cast<qlonglong>(summary.downloads);
    row.likes = static_cast<qlonglong>(summary.likes);
    row.changed = visibleLine(QString::fromStdString(summary.changed).left(10));
    row.gated = summary.gate != engine::hub::Gate::Open;
    row.license = visibleLine(QString::fromStdString(summary.license)).left(60);
    return row;
}

// What fits with room to spare, the largest first; of what does not, only the smallest.
std::vector<ModelSearch::Row> ModelSearch::catalogueRows() const
{
    struct Entry {
        double weights = 0;
        Row row;
    };
    const bool chinese = QLocale().language() == QLocale::Chinese;
    QFile file(QStringLiteral(":/catalogue/models.json"));
    std::vector<Entry> entries;
    if (file.open(QIODevice::ReadOnly))
        for (const QJsonValue& value : QJsonDocument::fromJson(file.readAll()).object()["models"].toArray()) {
            Entry entry;
            entry.weights = value["weights"].toDouble();
            entry.row.repo = value["repo"].toString();
            entry.row.license = value["license"].toString();
            entry.row.note = value[chinese ? "note_zh" : "note"].toString();
            entries.push_back(entry);
        }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.weights > b.weights; });
    std::vector<Row> rows;
    for (const Entry& entry : entries)
        if (entry.weights * kBytesPerWeight + kBeside <= kShareOfMemory * static_cast<double>(m_memory))
            rows.push_back(entry.row);
    if (rows.empty() && !entries.empty())
        rows.push_back(entries.back().row);
    return rows;
}

void ModelSearch::show(std::vector<Row> rows)
{
    beginResetModel(); // another search: no row stays
    m_rows = std::move(rows);
    endResetModel();
    emit countChanged();
}

void ModelSearch::setBusy(bool busy)
{
    if (m_busy == busy)
        return;
    m_busy = busy;
    emit busyChanged();
}

void ModelSearch::setError(const QString& sentence)
{
    if (m_error == sentence)
        return;
    m_error = sentence;
    emit errorChanged();
}

int ModelSearch::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant ModelSearch::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case RepoRole:
        return row.repo;
    case DownloadsRole:
        return row.downloads;
    case LikesRole:
        return row.likes;
    case ChangedRole:
        return row.changed;
    case GatedRole:
        return row.gated;
    case LicenseRole:
        return row.license;
    case NoteRole:
        return row.note;
    default:
        return {};
    }
}

QHash<int, QByteArray> ModelSearch::roleNames() const
{
    return {{RepoRole, "repo"},   {DownloadsRole, "downloads"}, {LikesRole, "likes"}, {ChangedRole, "changed"},
            {GatedRole, "gated"}, {LicenseRole, "license"},     {NoteRole, "note"}};
}

} // namespace ui
