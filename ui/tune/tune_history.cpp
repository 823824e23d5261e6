// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_history.h"

#include "ui/chat/visible_text.h"
#include "ui/text/engine_sentences.h"
#include "ui/tune/tune_order.h"

#include <QDateTime>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace ui
{
namespace
{

QJsonObject measurements(const storage::Job& job)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(job.measurements)).object();
}

QString fileName(const std::string& path)
{
    return visibleLine(QFileInfo(QString::fromStdString(path)).fileName());
}

} // namespace

void TuneHistory::show(const std::vector<KnownJob>& jobs)
{
    const bool same = jobs.size() == m_jobs.size() &&
                      std::equal(jobs.begin(), jobs.end(), m_jobs.begin(),
                                 [](const KnownJob& a, const KnownJob& b) { return a.job.id == b.job.id; });
    if (same) { // keeps the rows, and the focus in them
        m_jobs = jobs;
        if (!m_jobs.empty())
            emit dataChanged(index(0), index(count() - 1));
        return;
    }
    beginResetModel();
    m_jobs = jobs;
    endResetModel();
    emit countChanged();
}

const KnownJob* TuneHistory::find(qlonglong id) const
{
    const auto found =
        std::find_if(m_jobs.begin(), m_jobs.end(), [id](const KnownJob& known) { return known.job.id == id; });
    return found == m_jobs.end() ? nullptr : &*found;
}

bool TuneHistory::isShared(qlonglong id) const
{
    const KnownJob* own = find(id);
    return own != nullptr && std::any_of(m_jobs.begin(), m_jobs.end(), [&](const KnownJob& known) {
               const bool lives =
                   known.job.state == storage::JobState::Running || known.job.state == storage::JobState::Paused;
               return known.job.id != id && lives && known.job.target == own->job.target;
           });
}

double TuneHistory::secondsPerByte(const storage::Job& like) const
{
    const TuneOrder order = TuneOrder::fromJson(like.recipe);
    for (const KnownJob& known : m_jobs) {
        const TuneOrder other = TuneOrder::fromJson(known.job.recipe);
        const bool alike = known.job.state == storage::JobState::Done && other.kind == order.kind &&
                           other.method == order.method && other.folding == order.folding &&
                           (order.kind != TuneOrder::Kind::Prune || other.pruning == order.pruning) &&
                           (!order.cuts() || other.removed == order.removed);
        const QJsonObject measured = alike ? measurements(known.job) : QJsonObject();
        const double bytes = measured["before"].toObject()["bytes"].toDouble();
        if (bytes > 0 && measured["seconds"].toDouble() > 0)
            return measured["seconds"].toDouble() / bytes;
    }
    return 0;
}

int TuneHistory::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant TuneHistory::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    const KnownJob& known = m_jobs[static_cast<std::size_t>(index.row())];
    switch (role) {
    case JobIdRole:
        return static_cast<qlonglong>(known.job.id);
    case RecipeRole:
        return QString::fromStdString(TuneOrder::fromJson(known.job.recipe).recipe());
    case SourceNameRole:
        return fileName(known.job.source);
    case TargetNameRole:
        return fileName(known.job.target);
    case StateRole:
        return static_cast<int>(known.job.state);
    case TimeRole:
        return QDateTime::fromMSecsSinceEpoch(known.job.created);
    case BytesRole:
        return measurements(known.job)["after"].toObject()["bytes"].toDouble();
    case KldRole:
        return measurements(known.job)["after"].toObject()["kld"].toDouble(-1);
    case KldErrorRole:
        return measurements(known.job)["after"].toObject()["kldError"].toDouble();
    case ErrorRole:
        return visibleText(engineSentence(known.job.error));
    case MissingRole:
        return known.missing;
    default:
        return {};
    }
}

QHash<int, QByteArray> TuneHistory::roleNames() const
{
    return {{JobIdRole, "jobId"},           {RecipeRole, "recipe"},  {SourceNameRole, "sourceName"},
            {TargetNameRole, "targetName"}, {StateRole, "state"},    {TimeRole, "time"},
            {BytesRole, "bytes"},           {KldRole, "kld"},        {KldErrorRole, "kldError"},
            {ErrorRole, "error"},           {MissingRole, "missing"}};
}

} // namespace ui
