// SPDX-License-Identifier: GPL-3.0-or-later
// The room where models are made smaller: the wizard's four steps, the jobs of before, what is known of a model's
// variants. Owned by the Workspace; GUI thread, never waits.
#pragma once

#include "ui/tune/tune_activity.h"
#include "ui/tune/tune_choice.h"
#include "ui/tune/tune_comparison.h"
#include "ui/tune/tune_history.h"
#include "ui/tune/tune_types.h"
#include "ui/tune/tune_variants.h"

#include <QObject>
#include <QTimer>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class ModelLibrary;
class NoticeList;
class StorageWorker;
struct Profile;

class TuneRoom : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The room belongs to the Workspace.")
    Q_PROPERTY(Step step READ step WRITE setStep NOTIFY stepChanged FINAL)
    Q_PROPERTY(ui::TuneChoice* choice READ choice CONSTANT FINAL)
    Q_PROPERTY(ui::TuneTypes* types READ types CONSTANT FINAL)
    Q_PROPERTY(ui::TuneActivity* activity READ activity CONSTANT FINAL)
    Q_PROPERTY(ui::TuneHistory* history READ history CONSTANT FINAL)
    Q_PROPERTY(ui::TuneVariants* variants READ variants CONSTANT FINAL)
    Q_PROPERTY(ui::TuneComparison* comparison READ comparison CONSTANT FINAL)
    Q_PROPERTY(bool previewing READ previewing NOTIFY previewChanged FINAL)
    Q_PROPERTY(QString obstacle READ obstacle NOTIFY previewChanged FINAL) // a sentence: why it cannot start so, or ""
    Q_PROPERTY(bool canStart READ canStart NOTIFY previewChanged FINAL)
    Q_PROPERTY(bool requantizes READ requantizes NOTIFY previewChanged FINAL)
    // Of { warning, sourceBytes, bytes, exact, sourceBits, bits, context, sourceMemory, memory (of { weights, cache,
    // scratch, total }), availableBytes, workBytes, freeBytes, fellBack, preset, presetBytes, speed (of the source, 0:
    // never measured), newSpeed (by bytes alone, 0: unknown), kld (-1: unknown), kldError, seconds (0: unknown) }.
    Q_PROPERTY(QVariantMap preview READ preview NOTIFY previewChanged FINAL)
    Q_PROPERTY(bool measuring READ measuring NOTIFY previewChanged FINAL) // the source's speed

public:
    enum class Step { Model, Aim, Preview, Run };
    Q_ENUM(Step)

    struct Parts {
        TuneWorker& worker;
        StorageWorker& storage;
        ModelLibrary& library;
        NoticeList& notices;
    };
    TuneRoom(const Parts& parts, const QString& ownFolder, QObject* parent = nullptr);

    Q_INVOKABLE void choose(const QString& path); // a model; goes to the next step
    Q_INVOKABLE void chooseUrl(const QUrl& file);
    Q_INVOKABLE void start();
    Q_INVOKABLE void measureSource(); // its speed
    Q_INVOKABLE void chat();          // loads the new model, then chatRequested()
    Q_INVOKABLE void load(const QString& path);
    Q_INVOKABLE void open(qlonglong job);   // a job of before: its result, or where it stopped
    Q_INVOKABLE void again(qlonglong job);  // its order, to be looked at and started
    Q_INVOKABLE void remove(qlonglong job); // off the list; the model that it made stays
    Q_INVOKABLE void another();             // a new order

    void stop(); // the app ends

    Step step() const { return m_step; }
    void setStep(Step step);
    TuneChoice* choice() const { return m_choice; }
    TuneTypes* types() const { return m_types; }
    TuneActivity* activity() const { return m_activity; }
    TuneHistory* history() const { return m_history; }
    TuneVariants* variants() const { return m_variants; }
    TuneComparison* comparison() const { return m_comparison; }
    bool previewing() const { return m_previewing; }
    QString obstacle() const;
    bool canStart() const;
    bool requantizes() const { return m_preview.requantizes; }
    QVariantMap preview() const;
    bool measuring() const { return m_measureStop != nullptr; }

signals:
    void stepChanged();
    void previewChanged();
    void chatRequested();

private:
    void refresh(); // soon
    void ask();
    void onPreview(const TunePreview& preview);
    void begin(const TuneTask& task);
    void onChats(const std::string& text);
    void onFinished();
    void keepJob();
    void showJobs(const std::vector<KnownJob>& jobs, const std::vector<KnownDerived>& derived);
    void onSpeed(const TuneSpeed& speed);
    void dropMeasuring();

    Parts m_parts;
    TuneChoice* m_choice;
    TuneTypes* m_types;
    TuneActivity* m_activity;
    TuneHistory* m_history;
    TuneVariants* m_variants;
    TuneComparison* m_comparison;
    Step m_step = Step::Model;
    TunePreview m_preview;
    TuneOrder m_previewed; // the order of m_preview
    QTimer m_timer;
    bool m_previewing = false;
    quint64 m_request = 0;
    quint64 m_chatsRequest = 0;
    quint64 m_jobRequest = 0;
    storage::Job m_job; // of the activity; id 0 until it is stored
    StopFlag m_measureStop;
    QString m_measured; // the model that is, or was last
    quint64 m_measureRequest = 0;
};

} // namespace ui
