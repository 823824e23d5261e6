// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/lab_axes.h"

#include "engine/error.h"
#include "ui/chat/visible_text.h"
#include "ui/lab/lab_words.h"
#include "ui/text/engine_sentences.h"

#include <QRegularExpression>

#include <algorithm>

namespace ui
{
namespace
{

using engine::lab::SettingKind;

constexpr qsizetype kMostValues = engine::lab::kMostCandidates;

// The sentence of the first value that this setting cannot have, or empty.
QString problemOf(const QString& key, const QStringList& values)
{
    engine::lab::Settings settings;
    try {
        for (const QString& value : values)
            engine::lab::setSetting(settings, key.toStdString(), value.toStdString());
    } catch (const engine::Error& error) {
        return visibleText(engineSentence(std::string(error.what())));
    }
    return {};
}

bool needsGpu(const QString& key)
{
    return key == u"gpu_layers" || key == u"graph" || key == u"sample_on_device";
}

} // namespace

LabAxes::LabAxes(QObject* parent) : QAbstractListModel(parent)
{
    for (const engine::lab::SettingInfo& info : engine::lab::settingInfos()) {
        Row row;
        row.key = QString::fromLatin1(info.key);
        row.typed = info.kind == SettingKind::Whole;
        for (const char* choice : info.choices)
            row.choices.append(QString::fromLatin1(choice));
        if (info.kind == SettingKind::Flag)
            row.choices = {QStringLiteral("true"), QStringLiteral("false")};
        if (info.kind == SettingKind::Device)
            row.choices = {QStringLiteral("cpu")};
        if (row.key != u"model") // chosen by themselves
            m_rows.push_back(row);
    }
}

void LabAxes::setText(int row, const QString& text)
{
    if (row < 0 || row >= rowCount() || !m_rows[static_cast<std::size_t>(row)].typed)
        return;
    static const QRegularExpression kBetween(QStringLiteral("[\\s,;，、；]+"));
    Row& changed = m_rows[static_cast<std::size_t>(row)];
    changed.text = text;
    changed.chosen = text.split(kBetween, Qt::SkipEmptyParts);
    changed.chosen.removeDuplicates();
    changed.error = problemOf(changed.key, changed.chosen.mid(0, kMostValues));
    touch(row);
}

void LabAxes::toggle(int row, int choice)
{
    if (row < 0 || row >= rowCount())
        return;
    Row& changed = m_rows[static_cast<std::size_t>(row)];
    if (choice < 0 || choice >= changed.choices.size())
        return;
    QStringList now;
    for (qsizetype i = 0; i < changed.choices.size(); ++i)
        if (changed.chosen.contains(changed.choices[i]) != (i == choice))
            now.append(changed.choices[i]);
    changed.chosen = now;
    touch(row);
}

void LabAxes::clear()
{
    for (int row = 0; row < rowCount(); ++row) {
        Row& cleared = m_rows[static_cast<std::size_t>(row)];
        cleared.text.clear();
        cleared.chosen.clear();
        cleared.error.clear();
        touch(row);
    }
}

void LabAxes::offer(const QString& key, const QStringList& choices)
{
    const int row = rowOf(key);
    if (row < 0 || m_rows[static_cast<std::size_t>(row)].choices == choices)
        return;
    Row& changed = m_rows[static_cast<std::size_t>(row)];
    changed.choices = choices;
    QStringList kept;
    for (const QString& value : choices)
        if (changed.chosen.contains(value))
            kept.append(value);
    changed.chosen = kept;
    touch(row);
}

void LabAxes::setDevices(const QStringList& keys)
{
    offer(QStringLiteral("device"), QStringList{QStringLiteral("cpu")} + keys);
    emit dataChanged(index(0), index(rowCount() - 1), {ForGpuRole});
}

void LabAxes::setDraftModels(const QStringList& paths)
{
    offer(QStringLiteral("draft_model"), QStringList{QString()} + paths);
}

void LabAxes::setBase(const engine::lab::Settings& base)
{
    if (m_base == base)
        return;
    m_base = base;
    emit dataChanged(index(0), index(rowCount() - 1), {BaseRole});
}

void LabAxes::setAxes(const std::vector<engine::lab::Axis>& axes)
{
    clear();
    for (const engine::lab::Axis& axis : axes) {
        const int row = rowOf(QString::fromStdString(axis.key));
        if (row < 0)
            continue;
        QStringList values;
        for (const std::string& value : axis.values)
            values.append(QString::fromStdString(value));
        Row& changed = m_rows[static_cast<std::size_t>(row)];
        if (changed.typed) {
            setText(row, values.join(QStringLiteral(", ")));
            continue;
        }
        for (const QString& value : values)
            if (!changed.choices.contains(value))
                changed.choices.append(value); // a device or a file of another machine: refused with its reason
        changed.chosen = values;
        touch(row);
    }
}

bool LabAxes::good() const
{
    return std::all_of(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.error.isEmpty(); });
}

std::vector<engine::lab::Axis> LabAxes::axes() const
{
    std::vector<engine::lab::Axis> axes;
    for (const Row& row : m_rows) {
        if (row.chosen.isEmpty())
            continue;
        engine::lab::Axis axis{row.key.toStdString(), {}};
        for (const QString& value : row.chosen)
            axis.values.push_back(value.toStdString());
        axes.push_back(axis);
    }
    return axes;
}

qint64 LabAxes::combinations() const
{
    constexpr qint64 kEnough = 1'000'000; // a number for people; more is as much too many
    qint64 product = 1;
    for (const Row& row : m_rows)
        product = std::min<qint64>(kEnough, product * std::max<qint64>(1, row.chosen.size()));
    return product;
}

void LabAxes::retranslate()
{
    emit dataChanged(index(0), index(rowCount() - 1));
}

void LabAxes::touch(int row)
{
    emit dataChanged(index(row), index(row), {TextRole, ChoicesRole, ErrorRole, CountRole});
    emit edited();
}

int LabAxes::rowOf(const QString& key) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.key == key; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int LabAxes::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant LabAxes::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case KeyRole:
        return row.key;
    case Qt::DisplayRole:
    case TitleRole:
        return LabWords::title(row.key);
    case HintRole:
        return LabWords::hint(row.key);
    case TypedRole:
        return row.typed;
    case TextRole:
        return row.text;
    case BaseRole:
        return LabWords::base(row.key, QString::fromStdString(engine::lab::settingText(m_base, row.key.toStdString())));
    case ChoicesRole: {
        QVariantList list;
        for (const QString& value : row.choices)
            list.append(
                QVariantMap{{"text", LabWords::choice(row.key, value)}, {"chosen", row.chosen.contains(value)}});
        return list;
    }
    case ErrorRole:
        return row.error;
    case CountRole:
        return static_cast<int>(row.chosen.size());
    case ForGpuRole:
        return needsGpu(row.key);
    default:
        return {};
    }
}

QHash<int, QByteArray> LabAxes::roleNames() const
{
    return {{KeyRole, "key"},     {TitleRole, "title"},  {HintRole, "hint"},       {TypedRole, "typed"},
            {TextRole, "text"},   {BaseRole, "base"},    {ChoicesRole, "choices"}, {ErrorRole, "error"},
            {CountRole, "count"}, {ForGpuRole, "forGpu"}};
}

} // namespace ui
