// SPDX-License-Identifier: GPL-3.0-or-later
// The comparison that is being put together: models, prompts, the values of each setting, how often. It says how many
// runs that makes, about how long they take, and what cannot run here, before anything runs. Owned by Lab; GUI thread,
// never waits: the looking at files is the Lab's thread's.
#pragma once

#include "engine/lab/run.h"
#include "ui/lab/lab_axes.h"
#include "ui/lab/lab_worker.h"

#include <QObject>
#include <QStringList>
#include <QTimer>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class ModelLibrary;
class StorageWorker;
struct OpenedConversation;

class LabSetup : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The setup belongs to the Lab.")
    Q_PROPERTY(QVariantList models READ models NOTIFY changed FINAL)   // of { path, name }, those that are compared
    Q_PROPERTY(QVariantList prompts READ prompts NOTIFY changed FINAL) // of { name, chosen, turns }
    Q_PROPERTY(QString ownText READ ownText WRITE setOwnText NOTIFY changed FINAL)
    Q_PROPERTY(QString conversation READ conversation NOTIFY changed FINAL) // its title; empty: none
    Q_PROPERTY(ui::LabAxes* axes READ axes CONSTANT FINAL)
    Q_PROPERTY(int repetitions READ repetitions WRITE setRepetitions NOTIFY changed FINAL)
    Q_PROPERTY(int warmUps READ warmUps WRITE setWarmUps NOTIFY changed FINAL)
    Q_PROPERTY(int tokens READ tokens WRITE setTokens NOTIFY changed FINAL)
    Q_PROPERTY(int seed READ seed WRITE setSeed NOTIFY changed FINAL)
    Q_PROPERTY(double combinations READ combinations NOTIFY changed FINAL)
    Q_PROPERTY(double runs READ runs NOTIFY changed FINAL)          // without the warm-ups
    Q_PROPERTY(double seconds READ seconds NOTIFY changed FINAL)    // about
    Q_PROPERTY(QString obstacle READ obstacle NOTIFY changed FINAL) // why it cannot start, or empty
    Q_PROPERTY(bool checking READ checking NOTIFY changed FINAL)
    Q_PROPERTY(QVariantList problems READ problems NOTIFY changed FINAL) // of { name, sentence }: these do not run
    Q_PROPERTY(bool canStart READ canStart NOTIFY changed FINAL)
    Q_PROPERTY(int fewestRepetitions READ fewestRepetitions CONSTANT FINAL) // for a judgement of two candidates

public:
    static constexpr int kCheckMs = 200; // after the last change

    LabSetup(LabWorker& worker, ModelLibrary& library, StorageWorker& storage, QObject* parent = nullptr);

    Q_INVOKABLE void prepare(); // when the page is opened: the model in use where none is chosen
    Q_INVOKABLE void addModel(const QString& path);
    Q_INVOKABLE void removeModel(int place);
    Q_INVOKABLE void togglePrompt(int place);
    Q_INVOKABLE void useConversation(qlonglong id); // up to its last question
    Q_INVOKABLE void dropConversation();

    // Throws nothing: what is wrong is the obstacle.
    engine::lab::Experiment experiment() const;
    void show(const engine::lab::Experiment& experiment); // to be changed and run again
    void setSpeeds(double promptRate, double decodeRate); // of the last answer, for the estimate; 0: not known

    QVariantList models() const;
    QVariantList prompts() const;
    QString ownText() const { return m_ownText; }
    void setOwnText(const QString& text);
    QString conversation() const { return m_conversation; }
    LabAxes* axes() const { return m_axes; }
    int repetitions() const { return m_repetitions; }
    void setRepetitions(int value);
    int warmUps() const { return m_warmUps; }
    void setWarmUps(int value);
    int tokens() const { return m_tokens; }
    void setTokens(int value);
    int seed() const { return m_seed; }
    void setSeed(int value);
    double combinations() const;
    double runs() const;
    double seconds() const;
    QString obstacle() const;
    bool checking() const { return m_checking; }
    QVariantList problems() const;
    bool canStart() const;
    static int fewestRepetitions();

signals:
    void changed();

private:
    void edit(); // something is otherwise: what was found no longer holds
    void check();
    void onChecked(quint64 request, const std::vector<engine::lab::Problem>& problems);
    void onOpened(quint64 request, const OpenedConversation& opened);
    std::vector<engine::lab::Prompt> chosenPrompts() const;
    engine::lab::Settings base() const;
    void offerDraftModels();
    double bytesOf(const QString& path) const; // of a model that is known; else 0

    LabWorker& m_worker;
    ModelLibrary& m_library;
    StorageWorker& m_storage;
    LabAxes* m_axes;
    QStringList m_models;
    std::vector<bool> m_chosen;                // of the shipped prompts
    std::vector<engine::lab::Prompt> m_others; // of an experiment that was opened
    QString m_ownText;
    QString m_conversation;
    engine::lab::Prompt m_talk; // the past conversation
    int m_repetitions = 12;     // with fewer pairs, a fifth of the speed is often missed
    int m_warmUps = 1;
    int m_tokens = 64;
    int m_seed = 1;
    QTimer m_wait;
    quint64 m_request = 0;
    quint64 m_opening = 0;
    bool m_checking = false;
    std::vector<engine::lab::Candidate> m_checked;
    std::vector<engine::lab::Problem> m_problems;
    double m_promptRate = 0;
    double m_decodeRate = 0;
};

} // namespace ui
