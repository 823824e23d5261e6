// SPDX-License-Identifier: GPL-3.0-or-later
// The presets: the shipped ones, then the person's own. Applying one sets the settings; the next conversation begins
// with them. Owned by the Workspace; GUI thread.
#pragma once

#include "ui/settings/preset.h"

#include <QAbstractListModel>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <map>
#include <string>

namespace ui
{

class AppSettings;
class NoticeList;
class StorageWorker;

class PresetList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The presets belong to the Workspace.")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(QString currentName READ currentName NOTIFY currentChanged FINAL) // "" where the settings are like none

public:
    enum Role { NameRole = Qt::UserRole + 1, ShippedRole, CurrentRole, SystemPromptRole };
    Q_ENUM(Role)

    PresetList(AppSettings& settings, StorageWorker& storage, NoticeList& notices, QObject* parent = nullptr);

    Q_INVOKABLE void apply(int row);
    Q_INVOKABLE void saveAs(const QString& name); // the settings as they are; an own one of this name is replaced
    Q_INVOKABLE void remove(int row);             // an own one
    Q_INVOKABLE void exportTo(const QUrl& file);  // the own ones
    Q_INVOKABLE void importFrom(const QUrl& file);

    void restore(const std::map<std::string, std::string>& stored); // at start
    void retranslate();                                             // the shipped ones

    int count() const { return static_cast<int>(m_shipped.size() + m_own.size()); }
    QString currentName() const;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();
    void currentChanged();

private:
    const Preset& at(int row) const;
    bool isOwn(int row) const { return row >= static_cast<int>(m_shipped.size()) && row < count(); }
    void put(const Preset& preset);
    void save();
    void announceCurrent();

    AppSettings& m_settings;
    StorageWorker& m_storage;
    NoticeList& m_notices;
    std::vector<Preset> m_shipped;
    std::vector<Preset> m_own;
};

} // namespace ui
