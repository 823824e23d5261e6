// SPDX-License-Identifier: GPL-3.0-or-later
// The page of one model: what its file tells, the memory that it will take, how it is loaded. The file is read on the
// files thread. Owned by the Workspace; GUI thread, never waits.
#pragma once

#include "ui/models/load_settings.h"
#include "ui/models/model_facts.h"

#include <QObject>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class FileWorker;
class ModelLibrary;

class ModelDetails : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The details belong to the Workspace.")
    Q_PROPERTY(QString path READ path NOTIFY changed FINAL) // "" while none is open
    Q_PROPERTY(bool busy READ busy NOTIFY changed FINAL)
    Q_PROPERTY(QString error READ error NOTIFY changed FINAL)       // a sentence, or ""
    Q_PROPERTY(QString obstacle READ obstacle NOTIFY changed FINAL) // why it cannot be run here, or ""
    Q_PROPERTY(QString name READ name NOTIFY changed FINAL)
    Q_PROPERTY(QString architecture READ architecture NOTIFY changed FINAL)
    Q_PROPERTY(QString license READ license NOTIFY changed FINAL)
    Q_PROPERTY(QString chatTemplate READ chatTemplate NOTIFY changed FINAL)
    Q_PROPERTY(QString tokenizer READ tokenizer NOTIFY changed FINAL)
    Q_PROPERTY(double parameters READ parameters NOTIFY changed FINAL)
    Q_PROPERTY(double fileBytes READ fileBytes NOTIFY changed FINAL)
    Q_PROPERTY(double bitsPerWeight READ bitsPerWeight NOTIFY changed FINAL)
    Q_PROPERTY(double trainedContext READ trainedContext NOTIFY changed FINAL)
    Q_PROPERTY(double vocabulary READ vocabulary NOTIFY changed FINAL)
    Q_PROPERTY(int layers READ layers NOTIFY changed FINAL)
    Q_PROPERTY(int dim READ dim NOTIFY changed FINAL)
    Q_PROPERTY(int heads READ heads NOTIFY changed FINAL)
    Q_PROPERTY(int kvHeads READ kvHeads NOTIFY changed FINAL)
    Q_PROPERTY(int experts READ experts NOTIFY changed FINAL)
    Q_PROPERTY(QVariantList lineage READ lineage NOTIFY changed FINAL)  // of { kind: LineageKind, text }
    Q_PROPERTY(QVariantList types READ types NOTIFY changed FINAL)      // of { name, bytes, parameters, share }
    Q_PROPERTY(QStringList matrices READ matrices NOTIFY changed FINAL) // of a layer
    Q_PROPERTY(QList<int> cells READ cells NOTIFY changed FINAL)        // layer by layer, a place in types or -1
    Q_PROPERTY(QVariantList others READ others NOTIFY changed FINAL)    // of { name, type: place }
    Q_PROPERTY(QList<int> contexts READ contexts NOTIFY changed FINAL)  // that memory was planned for
    Q_PROPERTY(QStringList cacheTypes READ cacheTypes NOTIFY changed FINAL)
    Q_PROPERTY(double availableBytes READ availableBytes NOTIFY changed FINAL) // when it was planned
    // How it is loaded; each change is remembered with the model and counts from its next load on.
    Q_PROPERTY(
        int contextLength READ contextLength WRITE setContextLength NOTIFY settingsChanged FINAL) // 0: as set for all
    Q_PROPERTY(int threads READ threads WRITE setThreads NOTIFY settingsChanged FINAL)            // 0: as set for all
    Q_PROPERTY(int cacheType READ cacheType WRITE setCacheType NOTIFY settingsChanged FINAL) // a place in cacheTypes
    Q_PROPERTY(bool onGpu READ onGpu WRITE setOnGpu NOTIFY settingsChanged FINAL)
    Q_PROPERTY(int gpuLayers READ gpuLayers WRITE setGpuLayers NOTIFY settingsChanged FINAL) // -1: as many as fit

public:
    enum class LineageKind { BaseModel, MadeBy, Organization, Source, Dataset, Fettle };
    Q_ENUM(LineageKind)

    ModelDetails(FileWorker& worker, ModelLibrary& library, QObject* parent = nullptr);

    Q_INVOKABLE void open(const QString& path);
    // Of a context and type of cache by their places: { weights, cache, scratch, total } in bytes; zeros where unknown.
    Q_INVOKABLE QVariantMap planned(int context, int cacheType) const;
    Q_INVOKABLE int contextPlace(int context) const; // the nearest; of 0, what the engine would choose
    Q_INVOKABLE void load();

    QString path() const { return m_path; }
    bool busy() const { return m_busy; }
    QString error() const { return shownText(m_facts.error); }
    QString obstacle() const { return shownText(m_facts.obstacle); }
    QString name() const;
    QString architecture() const { return shownLine(m_facts.architecture); }
    QString license() const { return shownLine(m_facts.license); }
    QString chatTemplate() const;
    QString tokenizer() const { return shownLine(m_facts.tokenizer); }
    double parameters() const { return m_facts.parameters; }
    double fileBytes() const { return m_facts.fileBytes; }
    double bitsPerWeight() const { return m_facts.parameters > 0 ? 8 * m_facts.tensorBytes / m_facts.parameters : 0; }
    double trainedContext() const { return static_cast<double>(m_facts.trainedContext); }
    double vocabulary() const { return static_cast<double>(m_facts.vocabulary); }
    int layers() const { return m_facts.layers; }
    int dim() const { return m_facts.dim; }
    int heads() const { return m_facts.heads; }
    int kvHeads() const { return m_facts.kvHeads; }
    int experts() const { return m_facts.experts; }
    QVariantList lineage() const;
    QVariantList types() const;
    QStringList matrices() const;
    QList<int> cells() const { return QList<int>(m_facts.cells.begin(), m_facts.cells.end()); }
    QVariantList others() const;
    QList<int> contexts() const { return QList<int>(m_facts.contexts.begin(), m_facts.contexts.end()); }
    QStringList cacheTypes() const;
    double availableBytes() const { return m_available; }

    int contextLength() const { return static_cast<int>(m_settings.context); }
    int threads() const { return m_settings.threads; }
    int cacheType() const;
    bool onGpu() const { return m_settings.onGpu; }
    int gpuLayers() const { return m_settings.gpuLayers; }
    void setContextLength(int value);
    void setThreads(int value);
    void setCacheType(int place);
    void setOnGpu(bool value);
    void setGpuLayers(int value);

signals:
    void changed();
    void settingsChanged();

private:
    static QString shownLine(const std::string& text);
    static QString shownText(const std::string& text);
    void keep(const LoadSettings& settings);

    FileWorker& m_worker;
    ModelLibrary& m_library;
    QString m_path;
    ModelFacts m_facts;
    LoadSettings m_settings;
    double m_available = 0;
    quint64 m_request = 0;
    bool m_busy = false;
};

} // namespace ui
