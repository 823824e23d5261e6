// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/lab_lanes.h"

#include "engine/lab/statistics.h"
#include "ui/chat/visible_text.h"

#include <algorithm>

namespace ui
{

LabLanes::LabLanes(QObject* parent) : QAbstractListModel(parent) {}

void LabLanes::begin(const engine::lab::Experiment& experiment, const QStringList& names)
{
    beginResetModel();
    m_rows.clear();
    m_rows.resize(experiment.candidates.size());
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i].name = names.value(static_cast<qsizetype>(i));
    m_allRuns = experiment.repetitions * static_cast<int>(experiment.prompts.size());
    m_active = -1;
    endResetModel();
}

void LabLanes::began(const engine::lab::RunPlace& place)
{
    rest();
    Row* row = find(place.candidate);
    if (row == nullptr)
        return;
    m_active = place.candidate;
    row->active = true;
    row->warming = place.repetition < 0;
    row->text.clear();
    touch(place.candidate, {ActiveRole, WarmingRole, TextRole});
}

void LabLanes::streamed(const LabStream& stream)
{
    Row* row = find(stream.place.candidate);
    if (row == nullptr)
        return;
    row->text += visibleText(stream.text);
    const double span = stream.seconds - stream.firstSeconds;
    row->live = span > 0 ? (stream.tokens - 1) / span : 0;
    touch(stream.place.candidate, {TextRole, LiveRole});
}

void LabLanes::ended(const engine::lab::RunRecord& record)
{
    constexpr double kMilliseconds = 1000;
    Row* row = find(record.place.candidate);
    if (row == nullptr || !record.failure.empty())
        return;
    ++row->runs;
    row->speeds.push_back(record.decodeRate());
    row->firsts.push_back(record.timings.firstTokenSeconds * kMilliseconds);
    row->speed = engine::lab::median(row->speeds);
    row->first = engine::lab::median(row->firsts);
    row->disturbed += record.disturbed ? 1 : 0;
    emit dataChanged(index(0), index(rowCount() - 1), {RunsRole, SpeedRole, FirstRole, DisturbedRole, ShareRole});
}

void LabLanes::failed(int candidate, const QString& sentence)
{
    if (Row* row = find(candidate)) {
        row->failure = visibleText(sentence);
        touch(candidate, {FailureRole});
    }
}

void LabLanes::rest()
{
    Row* row = find(m_active);
    if (row == nullptr)
        return;
    row->active = false;
    row->live = 0;
    touch(m_active, {ActiveRole, LiveRole});
    m_active = -1;
}

LabLanes::Row* LabLanes::find(int candidate)
{
    return candidate < 0 || candidate >= rowCount() ? nullptr : &m_rows[static_cast<std::size_t>(candidate)];
}

void LabLanes::touch(int candidate, const QList<int>& roles)
{
    emit dataChanged(index(candidate), index(candidate), roles);
}

int LabLanes::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant LabLanes::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return row.name;
    case RunsRole:
        return row.runs;
    case AllRunsRole:
        return m_allRuns;
    case SpeedRole:
        return row.speed;
    case LiveRole:
        return row.live;
    case FirstRole:
        return row.first;
    case TextRole:
        return row.text;
    case ActiveRole:
        return row.active;
    case WarmingRole:
        return row.active && row.warming;
    case FailureRole:
        return row.failure;
    case DisturbedRole:
        return row.disturbed;
    case ShareRole: {
        double best = 0;
        for (const Row& other : m_rows)
            best = std::max(best, other.speed);
        return best > 0 ? row.speed / best : 0;
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> LabLanes::roleNames() const
{
    return {{NameRole, "name"},       {RunsRole, "runs"},       {AllRunsRole, "allRuns"},     {SpeedRole, "speed"},
            {LiveRole, "live"},       {FirstRole, "first"},     {TextRole, "said"},           {ActiveRole, "active"},
            {WarmingRole, "warming"}, {FailureRole, "failure"}, {DisturbedRole, "disturbed"}, {ShareRole, "share"}};
}

} // namespace ui
