// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/lab_answers.h"

#include "ui/chat/visible_text.h"
#include "ui/storage_worker.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace ui
{
namespace
{

constexpr const char* kKey = "lab.answers";

double amount(const QJsonObject& object, const char* key)
{
    const double value = object[QLatin1String(key)].toDouble();
    return std::isfinite(value) && value > 0 ? value : 0;
}

QJsonObject toJson(const MessageMetrics& metrics, qint64 at)
{
    return {{"at", static_cast<double>(at)},     {"model", metrics.model},
            {"device", metrics.device},          {"promptTokens", metrics.promptTokens},
            {"tokens", metrics.generatedTokens}, {"first", metrics.firstTokenMs},
            {"prefill", metrics.prefillRate},    {"decode", metrics.decodeRate},
            {"weights", metrics.weightsBytes},   {"cache", metrics.cacheBytes},
            {"scratch", metrics.scratchBytes}};
}

MessageMetrics fromJson(const QJsonObject& object)
{
    MessageMetrics metrics;
    metrics.present = true;
    metrics.model = object["model"].toString();
    metrics.device = object["device"].toString();
    metrics.promptTokens = static_cast<int>(std::min(amount(object, "promptTokens"), 1e9));
    metrics.generatedTokens = static_cast<int>(std::min(amount(object, "tokens"), 1e9));
    metrics.firstTokenMs = amount(object, "first");
    metrics.prefillRate = amount(object, "prefill");
    metrics.decodeRate = amount(object, "decode");
    metrics.weightsBytes = amount(object, "weights");
    metrics.cacheBytes = amount(object, "cache");
    metrics.scratchBytes = amount(object, "scratch");
    return metrics;
}

} // namespace

LabAnswers::LabAnswers(StorageWorker& storage, QObject* parent) : QAbstractListModel(parent), m_storage(storage) {}

void LabAnswers::add(const MessageMetrics& metrics)
{
    if (!metrics.present)
        return;
    if (count() >= kMost) {
        beginRemoveRows({}, 0, 0);
        m_rows.erase(m_rows.begin());
        endRemoveRows();
    }
    beginInsertRows({}, count(), count());
    m_rows.push_back({metrics, QDateTime::currentMSecsSinceEpoch()});
    endInsertRows();
    save();
}

void LabAnswers::remove(int row)
{
    if (row < 0 || row >= count())
        return;
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
    save();
}

void LabAnswers::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
    save();
}

void LabAnswers::restore(const std::map<std::string, std::string>& settings)
{
    const auto stored = settings.find(kKey);
    if (stored == settings.end())
        return;
    const QJsonArray array = QJsonDocument::fromJson(QByteArray::fromStdString(stored->second)).array();
    beginResetModel();
    m_rows.clear();
    for (const QJsonValue& value : array) {
        if (count() >= kMost)
            break;
        m_rows.push_back({fromJson(value.toObject()), static_cast<qint64>(amount(value.toObject(), "at"))});
    }
    endResetModel();
    emit countChanged();
}

void LabAnswers::save()
{
    QJsonArray array;
    for (const Row& row : m_rows)
        array.append(toJson(row.metrics, row.at));
    const std::string text = QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
    m_storage.post([text](StorageWorker& storage) { storage.saveSettings({{kKey, text}}); });
    emit countChanged();
    if (!m_rows.empty())
        emit dataChanged(index(0), index(count() - 1), {ShareRole});
}

int LabAnswers::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant LabAnswers::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const MessageMetrics& metrics = row.metrics;
    switch (role) {
    case Qt::DisplayRole:
    case ModelRole:
        return visibleLine(metrics.model);
    case DeviceRole:
        return visibleLine(metrics.device);
    case TimeRole:
        return QLocale().toString(QDateTime::fromMSecsSinceEpoch(row.at), QLocale::ShortFormat);
    case PromptTokensRole:
        return metrics.promptTokens;
    case TokensRole:
        return metrics.generatedTokens;
    case FirstRole:
        return metrics.firstTokenMs;
    case PrefillRole:
        return metrics.prefillRate;
    case DecodeRole:
        return metrics.decodeRate;
    case MemoryRole:
        return metrics.weightsBytes + metrics.cacheBytes + metrics.scratchBytes;
    case ShareRole: {
        double best = 0;
        for (const Row& other : m_rows)
            best = std::max(best, other.metrics.decodeRate);
        return best > 0 ? metrics.decodeRate / best : 0;
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> LabAnswers::roleNames() const
{
    return {
        {ModelRole, "modelName"}, {DeviceRole, "device"}, {TimeRole, "time"},       {PromptTokensRole, "promptTokens"},
        {TokensRole, "tokens"},   {FirstRole, "first"},   {PrefillRole, "prefill"}, {DecodeRole, "decode"},
        {MemoryRole, "memory"},   {ShareRole, "share"}};
}

} // namespace ui
