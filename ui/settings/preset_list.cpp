// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/preset_list.h"

#include "ui/chat/visible_text.h"
#include "ui/notices/notice_list.h"
#include "ui/settings/app_settings.h"
#include "ui/storage_worker.h"

#include <QFile>
#include <QSaveFile>

#include <algorithm>

namespace ui
{
namespace
{

const char* const kKey = "presets";
constexpr qint64 kMostRead = (qint64{1} << 20) + 1; // a larger file is refused by its size alone

} // namespace

PresetList::PresetList(AppSettings& settings, StorageWorker& storage, NoticeList& notices, QObject* parent)
    : QAbstractListModel(parent),
      m_settings(settings),
      m_storage(storage),
      m_notices(notices),
      m_shipped(shippedPresets())
{
    for (const auto changed :
         {&AppSettings::samplingChanged, &AppSettings::systemPromptChanged, &AppSettings::loadOptionsChanged})
        connect(&settings, changed, this, &PresetList::announceCurrent);
}

void PresetList::restore(const std::map<std::string, std::string>& stored)
{
    const auto found = stored.find(kKey);
    QString sentence;
    const auto own =
        found == stored.end() ? std::nullopt : presetsFromJson(QByteArray::fromStdString(found->second), &sentence);
    if (!own)
        return;
    beginResetModel();
    m_own = *own;
    endResetModel();
    emit countChanged();
}

void PresetList::retranslate()
{
    m_shipped = shippedPresets();
    emit dataChanged(index(0), index(static_cast<int>(m_shipped.size()) - 1));
    emit currentChanged();
}

void PresetList::apply(int row)
{
    if (row >= 0 && row < count())
        m_settings.apply(at(row));
}

void PresetList::saveAs(const QString& name)
{
    Preset preset = m_settings.asPreset();
    preset.name = visibleLine(name).trimmed().left(100);
    if (preset.name.isEmpty())
        return;
    put(preset);
    save();
    announceCurrent();
}

void PresetList::put(const Preset& preset)
{
    const auto same =
        std::find_if(m_own.begin(), m_own.end(), [&](const Preset& own) { return own.name == preset.name; });
    if (same != m_own.end()) {
        *same = preset;
        const QModelIndex changed = index(static_cast<int>(m_shipped.size() + (same - m_own.begin())));
        emit dataChanged(changed, changed);
        return;
    }
    beginInsertRows({}, count(), count());
    m_own.push_back(preset);
    endInsertRows();
    emit countChanged();
}

void PresetList::remove(int row)
{
    if (!isOwn(row))
        return;
    beginRemoveRows({}, row, row);
    m_own.erase(m_own.begin() + row - static_cast<std::ptrdiff_t>(m_shipped.size()));
    endRemoveRows();
    emit countChanged();
    save();
    announceCurrent();
}

void PresetList::save()
{
    m_storage.post([json = toJson(m_own).toStdString()](StorageWorker& storage) {
        storage.saveSettings({{kKey, json}});
    });
}

void PresetList::exportTo(const QUrl& file)
{
    QSaveFile out(file.toLocalFile());
    const QByteArray json = toJson(m_own);
    if (out.open(QIODevice::WriteOnly) && out.write(json) == json.size() && out.commit())
        m_notices.post(NoticeList::Kind::Info,
                       tr("Presets written: %1.").arg(m_own.size()));
    else
        m_notices.post(
            NoticeList::Kind::Error,
            tr("The presets could not be written to %1: %2.").arg(visibleLine(out.fileName()), out.errorString()));
}

void PresetList::importFrom(const QUrl& file)
{
    QFile in(file.toLocalFile());
    QString sentence;
    std::optional<std::vector<Preset>> presets;
    if (in.open(QIODevice::ReadOnly))
        presets = presetsFromJson(in.read(kMostRead), &sentence);
    else
        sentence = in.errorString();
    if (!presets) {
        m_notices.post(NoticeList::Kind::Error,
                       tr("%1 could not be read. %2").arg(visibleLine(in.fileName()), sentence));
        return;
    }
    for (const Preset& preset : *presets)
        put(preset);
    save();
    announceCurrent();
    m_notices.post(NoticeList::Kind::Info, tr("Presets read: %1.").arg(presets->size()));
}

const Preset& PresetList::at(int row) const
{
    const auto place = static_cast<std::size_t>(row);
    return place < m_shipped.size() ? m_shipped[place] : m_own[place - m_shipped.size()];
}

QString PresetList::currentName() const
{
    const Preset now = m_settings.asPreset();
    for (int row = count() - 1; row >= 0; --row) // an own one before a shipped one that is the same
        if (at(row).isLike(now))
            return at(row).name;
    return {};
}

void PresetList::announceCurrent()
{
    emit dataChanged(index(0), index(count() - 1), {CurrentRole});
    emit currentChanged();
}

int PresetList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant PresetList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Preset& preset = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return preset.name;
    case ShippedRole:
        return !isOwn(index.row());
    case CurrentRole:
        return preset.isLike(m_settings.asPreset());
    case SystemPromptRole:
        return preset.systemPrompt;
    default:
        return {};
    }
}

QHash<int, QByteArray> PresetList::roleNames() const
{
    return {{NameRole, "name"}, {ShippedRole, "shipped"}, {CurrentRole, "current"}, {SystemPromptRole, "systemPrompt"}};
}

} // namespace ui
