// SPDX-License-Identifier: GPL-3.0-or-later
// The model files that are known, and the one that is loaded. Owned by the Workspace; GUI thread, never waits.
#pragma once

#include "ui/chat/generation_worker.h"
#include "ui/models/load_settings.h"

#include <QAbstractListModel>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace ui
{

class AppSettings;
class NoticeList;
class StorageWorker;
struct KnownModel;

class ModelLibrary : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The models belong to the Workspace.")
    Q_PROPERTY(State state READ state NOTIFY stateChanged FINAL)
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(QString currentName READ currentName NOTIFY currentChanged FINAL)
    Q_PROPERTY(QString currentPath READ currentPath NOTIFY currentChanged FINAL)
    Q_PROPERTY(bool currentIsStarter READ currentIsStarter NOTIFY currentChanged FINAL)
    Q_PROPERTY(double loadShare READ loadShare NOTIFY loadShareChanged FINAL)
    Q_PROPERTY(QString error READ error NOTIFY stateChanged FINAL)
    Q_PROPERTY(QString device READ device NOTIFY currentChanged FINAL)
    Q_PROPERTY(qlonglong contextLength READ contextLength NOTIFY currentChanged FINAL)
    Q_PROPERTY(double memoryBytes READ memoryBytes NOTIFY currentChanged FINAL)
    Q_PROPERTY(QString cudaNotice READ cudaNotice NOTIFY currentChanged FINAL)

public:
    enum class State { None, Loading, Ready, Failed };
    Q_ENUM(State)
    enum Role { PathRole = Qt::UserRole + 1, NameRole, SizeBytesRole, StarterRole, MissingRole, CurrentRole };
    Q_ENUM(Role)

    struct Parts {
        GenerationWorker& generation;
        StorageWorker& storage;
        const AppSettings& settings;
        NoticeList& notices;
    };
    ModelLibrary(const Parts& parts, const QString& starterPath, QObject* parent = nullptr);

    Q_INVOKABLE void load(const QString& path);
    Q_INVOKABLE void loadUrl(const QUrl& url);          // local files only; adds to the list
    void add(const QString& path, const QString& name); // known from now on, not loaded
    Q_INVOKABLE void eject();
    Q_INVOKABLE void forget(const QString& path); // the file stays
    Q_INVOKABLE void reload();                    // with the settings of now

    LoadSettings loadSettings(const QString& path) const;
    void setLoadSettings(const QString& path, const LoadSettings& settings); // from the next load on

    void loadFirst();   // at start: the one used last, else the starter model
    void stopLoading(); // the app ends

    State state() const { return m_state; }
    int count() const { return static_cast<int>(m_rows.size()); }
    QString currentName() const { return m_name; }
    QString currentPath() const { return m_path; }
    bool currentIsStarter() const { return !m_path.isEmpty() && m_path == m_starterPath; }
    double loadShare() const { return m_loadShare; }
    QString error() const { return m_error; }
    QString device() const { return QString::fromStdString(m_loaded.device); }
    qlonglong contextLength() const { return m_loaded.context; }
    double memoryBytes() const;
    QString cudaNotice() const { return QString::fromStdString(m_loaded.cudaNotice); }
    QString gpu() const { return QString::fromStdString(m_loaded.gpu); } // which computes; empty: none
    const engine::measure::MemoryUse& memory() const { return m_loaded.memory; }
    const TokenCounter& tokenCounter() const { return m_loaded.countTokens; } // null unless a model is loaded

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void stateChanged();
    void currentChanged();
    void loadShareChanged();
    void countChanged();
    void aboutToChange(); // the model goes: whoever generates must stop

private:
    struct Row {
        QString path;
        QString name;
        qint64 bytes = 0;
        bool missing = false;
        qint64 lastUsed = 0; // milliseconds since 1970, 0: never
        LoadSettings settings = {};
        bool operator==(const Row&) const = default;
    };
    void showKnown(const std::vector<KnownModel>& known);
    void become(const std::vector<Row>& rows, const std::function<bool(const Row&, const Row&)>& same);
    void onLoaded(RequestNumber request, const LoadedModel& model);
    void onFailed(RequestNumber request, const QString& sentence);
    void setState(State state, const QString& error = {});
    void setCurrent(const QString& path, const QString& name, const LoadedModel& loaded);
    int rowOf(const QString& path) const;

    Parts m_parts;
    QString m_starterPath;
    std::vector<Row> m_rows; // the starter first, then by name
    State m_state = State::None;
    QString m_error;
    QString m_path;
    QString m_name;
    LoadedModel m_loaded;
    double m_loadShare = 0;
    RequestNumber m_request = 0;
    StopFlag m_stop;
};

} // namespace ui
