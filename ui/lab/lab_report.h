// SPDX-License-Identifier: GPL-3.0-or-later
// What a comparison has shown: the ranked table, the traps, where answers part; and what can be done with it. The
// figures are worked out on the thread "files". Owned by Lab; GUI thread, never waits.
#pragma once

#include "engine/lab/report.h"
#include "ui/lab/lab_worker.h"

#include <QObject>
#include <QStringList>
#include <QUrl>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <functional>

namespace ui
{

class FileWorker;
class ModelLibrary;
class NoticeList;

class LabReport : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The report belongs to the Lab.")
    Q_PROPERTY(bool present READ present NOTIFY changed FINAL)
    Q_PROPERTY(bool busy READ busy NOTIFY changed FINAL) // figures are being worked out
    Q_PROPERTY(QString name READ name NOTIFY changed FINAL)
    Q_PROPERTY(QString machine READ machine NOTIFY changed FINAL)
    Q_PROPERTY(bool stopped READ stopped NOTIFY changed FINAL)
    Q_PROPERTY(Metric metric READ metric WRITE setMetric NOTIFY changed FINAL)
    Q_PROPERTY(int prompt READ prompt WRITE setPrompt NOTIFY changed FINAL) // -1: all together
    Q_PROPERTY(QStringList prompts READ prompts NOTIFY changed FINAL)
    // Ranked: { candidate, rank, name, failure, median, low, high, runs, verdict, verdictKind, ratio, ratioLow,
    // ratioHigh, likeBest, p50, p95, p99, counts, edges, memory, weights, cache, scratch, decode, prefill, first,
    // total, bandwidth, joules, accepted, disturbed }; -1 where something is not known.
    Q_PROPERTY(QVariantList rows READ rows NOTIFY changed FINAL)
    Q_PROPERTY(QStringList traps READ traps NOTIFY changed FINAL)
    Q_PROPERTY(QStringList notes READ notes NOTIFY changed FINAL)
    Q_PROPERTY(QVariantList partings READ partings NOTIFY changed FINAL) // of { name, prompt, words }
    Q_PROPERTY(int winner READ winner NOTIFY changed FINAL)              // a candidate, -1: none
    Q_PROPERTY(bool winnerSure READ winnerSure NOTIFY changed FINAL)     // all others that ran are slower, beyond noise
    Q_PROPERTY(QString winnerName READ winnerName NOTIFY changed FINAL)
    Q_PROPERTY(QString winnerModel READ winnerModel NOTIFY changed FINAL)

public:
    enum class Metric { Generating, Reading, FirstToken, Whole }; // engine::lab::Metric
    Q_ENUM(Metric)
    enum class VerdictKind { TooFew, Noise, Faster, Slower }; // engine::lab::Verdict
    Q_ENUM(VerdictKind)

    LabReport(FileWorker& files, ModelLibrary& library, NoticeList& notices, QObject* parent = nullptr);

    void show(const LabResultPointer& result); // null: nothing
    const LabResultPointer& result() const { return m_result; }
    void retranslate();

    Q_INVOKABLE void close();
    // The settings of that candidate become those that its model is loaded with; a model in use is loaded again.
    Q_INVOKABLE void apply(int candidate);
    Q_INVOKABLE QUrl suggestion(const QString& suffix) const;
    Q_INVOKABLE void saveJson(const QUrl& file);
    Q_INVOKABLE void saveCsv(const QUrl& file);

    bool present() const { return m_result != nullptr; }
    bool busy() const { return m_busy; }
    QString name() const;
    QString machine() const;
    bool stopped() const { return m_result && m_result->stopped; }
    Metric metric() const { return m_metric; }
    void setMetric(Metric metric);
    int prompt() const { return m_prompt; }
    void setPrompt(int prompt);
    QStringList prompts() const;
    QVariantList rows() const { return m_rows; }
    QStringList traps() const { return m_traps; }
    QStringList notes() const { return m_notes; }
    QVariantList partings() const;
    int winner() const { return m_winner; }
    bool winnerSure() const;
    QString winnerName() const { return nameOf(m_winner); }
    QString winnerModel() const;

signals:
    void changed();
    void shown(); // another result

private:
    struct Figures;
    void work();
    void take(const Figures& figures);
    QVariantMap mapOf(const engine::lab::Row& row) const;
    QString nameOf(int candidate) const;
    void write(const QUrl& file, const std::function<std::string()>& content);

    FileWorker& m_files;
    ModelLibrary& m_library;
    NoticeList& m_noticeList;
    LabResultPointer m_result;
    engine::lab::Table m_table;
    Metric m_metric = Metric::Generating;
    int m_prompt = -1;
    quint64 m_request = 0;
    bool m_busy = false;
    QStringList m_keys; // that differ
    QVariantList m_rows;
    QStringList m_traps;
    QStringList m_notes;
    int m_winner = -1;
};

} // namespace ui
