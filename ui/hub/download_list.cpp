// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hub/download_list.h"

#include "ui/chat/visible_text.h"
#include "ui/text/engine_sentences.h"

#include <algorithm>

namespace ui
{
namespace
{

using engine::hub::DownloadState;
using engine::hub::DownloadStatus;

constexpr int kAtOnce = 2;

DownloadList::State shownState(DownloadState state)
{
    switch (state) {
    case DownloadState::Queued:
        return DownloadList::State::Queued;
    case DownloadState::Running:
        return DownloadList::State::Running;
    case DownloadState::Waiting:
        return DownloadList::State::Waiting;
    case DownloadState::Checking:
        return DownloadList::State::Checking;
    case DownloadState::Paused:
        return DownloadList::State::Paused;
    case DownloadState::Done:
        return DownloadList::State::Done;
    case DownloadState::Failed:
        break;
    }
    return DownloadList::State::Failed;
}

bool isActive(const DownloadStatus& status)
{
    return status.state == DownloadState::Queued || status.state == DownloadState::Running ||
           status.state == DownloadState::Waiting || status.state == DownloadState::Checking;
}

} // namespace

DownloadList::DownloadList(const engine::hub::Settings& settings, QObject* parent) : QAbstractListModel(parent)
{
    begin(settings);
}

void DownloadList::begin(const engine::hub::Settings& settings)
{
    // The queue calls on its own threads; the posted call goes with this object.
    m_queue = std::make_unique<engine::hub::DownloadQueue>(settings, kAtOnce, [this](int id) {
        QMetaObject::invokeMethod(
            this, [this, id] { refresh(id); }, Qt::QueuedConnection);
    });
}

DownloadList::~DownloadList()
{
    m_queue.reset();
}

void DownloadList::add(const engine::hub::Order& order)
{
    refresh(m_queue->add(order));
}

void DownloadList::restore()
{
    m_queue->restore();
    for (const DownloadStatus& status : m_queue->all())
        refresh(status.id);
}

void DownloadList::use(const engine::hub::Settings& settings)
{
    std::vector<engine::hub::Order> running;
    for (const DownloadStatus& status : m_rows)
        if (isActive(status))
            running.push_back(status.order);
    m_queue.reset(); // pauses; what came is kept
    beginResetModel();
    m_rows.clear();
    endResetModel();
    begin(settings);
    restore();
    for (const engine::hub::Order& order : running)
        if (!settings.offline)
            add(order); // goes on with the one that is there
    emit countChanged();
    emit activeChanged();
}

void DownloadList::pause(int id)
{
    m_queue->pause(id);
    refresh(id);
}

void DownloadList::resume(int id)
{
    m_queue->resume(id);
    refresh(id);
}

void DownloadList::cancel(int id)
{
    m_queue->cancel(id);
    refresh(id);
}

void DownloadList::refresh(int id)
{
    const auto status = m_queue->find(id);
    const auto known =
        std::find_if(m_rows.begin(), m_rows.end(), [id](const DownloadStatus& row) { return row.id == id; });
    const int row = static_cast<int>(known - m_rows.begin());
    if (!status && known != m_rows.end()) {
        beginRemoveRows({}, row, row);
        m_rows.erase(known);
        endRemoveRows();
        emit countChanged();
    } else if (status && known == m_rows.end()) {
        beginInsertRows({}, row, row);
        m_rows.push_back(*status);
        endInsertRows();
        emit countChanged();
    } else if (status) {
        const bool done = status->state == DownloadState::Done && known->state != DownloadState::Done;
        *known = *status;
        emit dataChanged(index(row), index(row));
        if (done)
            emit finished(QString::fromStdString(status->path.string()),
                          visibleLine(QString::fromStdString(status->order.title)));
    }
    emit activeChanged();
}

int DownloadList::active() const
{
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), isActive));
}

double DownloadList::share() const
{
    double done = 0;
    double total = 0;
    for (const DownloadStatus& row : m_rows)
        if (isActive(row)) {
            done += static_cast<double>(row.done);
            total += static_cast<double>(row.total);
        }
    return total > 0 ? done / total : 0;
}

int DownloadList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant DownloadList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const DownloadStatus& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case DownloadIdRole:
        return row.id;
    case Qt::DisplayRole:
    case TitleRole:
        return visibleLine(QString::fromStdString(row.order.title));
    case StateRole:
        return QVariant::fromValue(shownState(row.state));
    case DoneBytesRole:
        return static_cast<double>(row.done);
    case TotalBytesRole:
        return static_cast<double>(row.total);
    case SpeedRole:
        return row.bytesPerSecond;
    case SecondsLeftRole:
        return row.secondsLeft.value_or(-1);
    case SentenceRole:
        return visibleText(engineSentence(row.sentence));
    case PathRole:
        return QString::fromStdString(row.path.string());
    default:
        return {};
    }
}

QHash<int, QByteArray> DownloadList::roleNames() const
{
    return {{DownloadIdRole, "downloadId"},   {TitleRole, "title"},           {StateRole, "state"},
            {DoneBytesRole, "doneBytes"},     {TotalBytesRole, "totalBytes"}, {SpeedRole, "speed"},
            {SecondsLeftRole, "secondsLeft"}, {SentenceRole, "sentence"},     {PathRole, "path"}};
}

} // namespace ui
