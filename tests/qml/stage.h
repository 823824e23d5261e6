// SPDX-License-Identifier: GPL-3.0-or-later
// A real Workspace on a temporary profile with the scripted engine, for QML tests, the gallery and the frame bench.
#pragma once

#include "tests/qml/storyteller.h"
#include "tests/ui/scripted_lab.h"
#include "ui/workspace.h"

#include <QObject>
#include <QTemporaryDir>

namespace tests
{

class Stage : public QObject
{
    Q_OBJECT
    Q_PROPERTY(ui::Workspace* workspace READ workspace NOTIFY workspaceChanged FINAL)
    Q_PROPERTY(QString story READ story WRITE setStory FINAL)
    Q_PROPERTY(double rate READ rate WRITE setRate FINAL)
    Q_PROPERTY(int promptMs READ promptMs WRITE setPromptMs FINAL)
    Q_PROPERTY(bool hasGpu READ hasGpu WRITE setHasGpu FINAL)
    Q_PROPERTY(int labRunMs READ labRunMs WRITE setLabRunMs FINAL)
    Q_PROPERTY(int loadMs READ loadMs WRITE setLoadMs FINAL)
    Q_PROPERTY(int hostileCount READ hostileCount CONSTANT FINAL)
    Q_PROPERTY(int opened READ opened FINAL) // how often a file of the bait was
    Q_PROPERTY(int refusedRequests READ refusedRequests FINAL)

public:
    explicit Stage(QObject* parent = nullptr);
    ~Stage() override;

    // Before open(): conversations on several days; one with every kind of block and state; one of many messages;
    // all texts as given, for hostile ones.
    Q_INVOKABLE void seedDays();
    Q_INVOKABLE void seedEveryKind();
    Q_INVOKABLE void seedLong(int messages);
    Q_INVOKABLE void seedText(const QString& text);
    Q_INVOKABLE void seedAnswer(const QString& text); // one question and this answer
    Q_INVOKABLE void seedPair(const QString& title, const QString& question, const QString& answer);
    Q_INVOKABLE void seedHostile(); // all of hostileMessages(), with bait in a folder that is watched
    Q_INVOKABLE void cacheModel(const QString& name, int bytes); // into the cache of the hub
    Q_INVOKABLE void openBait();
    QList<QString> hostile(int many); // with the bait laid out
    int hostileCount() const { return m_hostileCount; }
    int opened();
    Q_INVOKABLE void open();
    Q_INVOKABLE void reopen();                             // as after a restart
    Q_INVOKABLE void refuseInLab(const QString& sentence); // the last candidate; empty: none
    Q_INVOKABLE void failAnswers(const QString& sentence);
    Q_INVOKABLE void failLoads(const QString& sentence);
    Q_INVOKABLE void nameModel(const QString& name);
    Q_INVOKABLE static QString realModelFile();                // the starter model that is shipped
    Q_INVOKABLE QUrl copyRealModel(const QString& name) const; // of it, into a folder of its own
    Q_INVOKABLE QString modelFile() const { return m_folder.filePath(QStringLiteral("starter.gguf")); }
    Q_INVOKABLE QUrl newTextFile(const QString& name, const QString& text) const;
    Q_INVOKABLE QUrl newModelFile(const QString& name) const;
    Q_INVOKABLE void composeText(QObject* item, const QString& preedit); // as an input method does

    ui::Workspace* workspace() const { return m_workspace.get(); }
    QString story() const;
    void setStory(const QString& story);
    double rate() const { return m_story->rate; }
    void setRate(double rate) { m_story->rate = rate; }
    int promptMs() const { return m_story->promptMs; }
    void setPromptMs(int ms) { m_story->promptMs = ms; }
    bool hasGpu() const { return m_story->hasGpu; }
    void setHasGpu(bool has) { m_story->hasGpu = has; }
    int labRunMs() const { return m_lab->runMs; }
    void setLabRunMs(int ms) { m_lab->runMs = ms; }
    int loadMs() const { return m_story->loadMs; }
    void setLoadMs(int ms) { m_story->loadMs = ms; }
    static int refusedRequests();

    static QString richText(); // Markdown with every kind of block

signals:
    void workspaceChanged();

private:
    QTemporaryDir m_folder;
    int m_hostileCount = 0;
    int m_watch = -1; // inotify
    int m_opened = 0;
    std::shared_ptr<LabScript> m_lab = std::make_shared<LabScript>();
    std::shared_ptr<Story> m_story = std::make_shared<Story>();
    std::unique_ptr<ui::Workspace> m_workspace;
};

} // namespace tests
