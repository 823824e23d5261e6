// SPDX-License-Identifier: GPL-3.0-or-later
// What the person set. Each change is clamped to what the engine takes and saved at once by the storage thread.
// Owned by the Workspace; GUI thread.
#pragma once

#include "engine/generate/sampler.h"
#include "ui/chat/chat_engine.h"
#include "ui/settings/preset.h"

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

#include <map>
#include <string>

namespace ui
{

class StorageWorker;

class AppSettings : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The settings belong to the Workspace.")
    Q_PROPERTY(int theme READ theme WRITE setTheme NOTIFY themeChanged FINAL)
    Q_PROPERTY(QString language READ language WRITE setLanguage NOTIFY languageChanged FINAL)
    Q_PROPERTY(bool sidebarVisible READ sidebarVisible WRITE setSidebarVisible NOTIFY sidebarVisibleChanged FINAL)
    Q_PROPERTY(bool panelVisible READ panelVisible WRITE setPanelVisible NOTIFY panelVisibleChanged FINAL)
    Q_PROPERTY(bool highContrast READ highContrast WRITE setHighContrast NOTIFY highContrastChanged FINAL)
    Q_PROPERTY(double fontScale READ fontScale WRITE setFontScale NOTIFY fontScaleChanged FINAL)
    Q_PROPERTY(double temperature READ temperature WRITE setTemperature NOTIFY samplingChanged FINAL)
    Q_PROPERTY(int topK READ topK WRITE setTopK NOTIFY samplingChanged FINAL)
    Q_PROPERTY(double topP READ topP WRITE setTopP NOTIFY samplingChanged FINAL)
    Q_PROPERTY(double minP READ minP WRITE setMinP NOTIFY samplingChanged FINAL)
    Q_PROPERTY(double repeatPenalty READ repeatPenalty WRITE setRepeatPenalty NOTIFY samplingChanged FINAL)
    Q_PROPERTY(double presencePenalty READ presencePenalty WRITE setPresencePenalty NOTIFY samplingChanged FINAL)
    Q_PROPERTY(double frequencyPenalty READ frequencyPenalty WRITE setFrequencyPenalty NOTIFY samplingChanged FINAL)
    Q_PROPERTY(qlonglong seed READ seed WRITE setSeed NOTIFY samplingChanged FINAL)
    Q_PROPERTY(int maxTokens READ maxTokens WRITE setMaxTokens NOTIFY samplingChanged FINAL)
    Q_PROPERTY(QStringList stopStrings READ stopStrings WRITE setStopStrings NOTIFY samplingChanged FINAL)
    Q_PROPERTY(QString systemPrompt READ systemPrompt WRITE setSystemPrompt NOTIFY systemPromptChanged FINAL)
    Q_PROPERTY(bool titleByModel READ titleByModel WRITE setTitleByModel NOTIFY titleByModelChanged FINAL)
    Q_PROPERTY(int contextLength READ contextLength WRITE setContextLength NOTIFY loadOptionsChanged FINAL)
    Q_PROPERTY(QString device READ device WRITE setDevice NOTIFY loadOptionsChanged FINAL)
    Q_PROPERTY(int threads READ threads WRITE setThreads NOTIFY loadOptionsChanged FINAL)

public:
    explicit AppSettings(StorageWorker& storage, QObject* parent = nullptr);

    Q_INVOKABLE void resetSampling(); // temperature to maximum tokens

    void restore(const std::map<std::string, std::string>& stored); // at start; bad values give the defaults
    engine::generate::SamplerSettings sampling() const;             // always valid
    LoadOptions loadOptions() const;
    void apply(const Preset& preset);
    Preset asPreset() const; // without a name

    int theme() const { return m_values.theme; }           // 0 system, 1 light, 2 dark
    QString language() const { return m_values.language; } // "", "en", "zh_CN"
    bool sidebarVisible() const { return m_values.sidebarVisible; }
    bool panelVisible() const { return m_values.panelVisible; }
    bool highContrast() const { return m_values.highContrast; }
    double fontScale() const { return m_values.fontScale; } // 0.75 .. 2
    double temperature() const { return m_values.temperature; }
    int topK() const { return m_values.topK; }
    double topP() const { return m_values.topP; }
    double minP() const { return m_values.minP; }
    double repeatPenalty() const { return m_values.repeatPenalty; }
    double presencePenalty() const { return m_values.presencePenalty; }
    double frequencyPenalty() const { return m_values.frequencyPenalty; }
    qlonglong seed() const { return m_values.seed; }                 // -1: another each time
    int maxTokens() const { return m_values.maxTokens; }             // 0: no limit
    QStringList stopStrings() const { return m_values.stopStrings; } // an answer ends before one of them
    QString systemPrompt() const { return m_values.systemPrompt; }
    bool titleByModel() const { return m_values.titleByModel; }  // once it has answered first
    int contextLength() const { return m_values.contextLength; } // 0: the engine's choice
    QString device() const { return m_values.device; } // "auto", "cpu", "cuda:N", or "cuda:N,cuda:M": layers in order
    int threads() const { return m_values.threads; }             // 0: all

    void setTheme(int value);
    void setLanguage(const QString& value);
    void setSidebarVisible(bool value);
    void setPanelVisible(bool value);
    void setHighContrast(bool value);
    void setFontScale(double value);
    void setTemperature(double value);
    void setTopK(int value);
    void setTopP(double value);
    void setMinP(double value);
    void setRepeatPenalty(double value);
    void setPresencePenalty(double value);
    void setFrequencyPenalty(double value);
    void setSeed(qlonglong value);
    void setMaxTokens(int value);
    void setStopStrings(const QStringList& value); // empty ones are left out
    void setSystemPrompt(const QString& value);
    void setTitleByModel(bool value);
    void setContextLength(int value);
    void setThreads(int value);
    void setDevice(const QString& value);
    void setVerified(const QString& mark, bool passed); // of a GPU and its driver (LoadOptions::verified)

signals:
    void themeChanged();
    void languageChanged();
    void sidebarVisibleChanged();
    void panelVisibleChanged();
    void highContrastChanged();
    void fontScaleChanged();
    void samplingChanged();
    void systemPromptChanged();
    void titleByModelChanged();
    void loadOptionsChanged(); // they count from the next load on

private:
    struct Values {
        int theme = 0;
        QString language;
        bool sidebarVisible = true;
        bool panelVisible = true;
        bool highContrast = false;
        double fontScale = 1;
        double temperature = 0.7;
        int topK = 40;
        double topP = 0.95;
        double minP = 0.05;
        double repeatPenalty = 1;
        double presencePenalty = 0;
        double frequencyPenalty = 0;
        qlonglong seed = -1;
        int maxTokens = 0;
        QStringList stopStrings;
        QString systemPrompt;
        bool titleByModel = false;
        int contextLength = 0;
        int threads = 0;
        QString device = QStringLiteral("auto");
        QStringList verified;
    };
    template <class T>
    void assign(T& member, const T& value, const char* key, void (AppSettings::*changed)());

    StorageWorker& m_storage;
    Values m_values;
};

} // namespace ui
