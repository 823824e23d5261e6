// SPDX-License-Identifier: GPL-3.0-or-later
// The Latency Lab: what is put together, what runs, what came out, what is kept. Owned by the Workspace; GUI thread;
// the measuring is on the thread "lab".
#pragma once

#include "ui/lab/lab_answers.h"
#include "ui/lab/lab_archive.h"
#include "ui/lab/lab_report.h"
#include "ui/lab/lab_run.h"
#include "ui/lab/lab_setup.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class ChatSession;
class DeviceChoice;
class FileWorker;

class Lab : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The Lab belongs to the Workspace.")
    Q_PROPERTY(ui::LabSetup* setup READ setup CONSTANT FINAL)
    Q_PROPERTY(ui::LabRun* run READ run CONSTANT FINAL)
    Q_PROPERTY(ui::LabReport* report READ report CONSTANT FINAL)
    Q_PROPERTY(ui::LabArchive* archive READ archive CONSTANT FINAL)
    Q_PROPERTY(ui::LabAnswers* answers READ answers CONSTANT FINAL)

public:
    struct Parts {
        LabWorker& worker;
        FileWorker& files;
        StorageWorker& storage;
        ModelLibrary& library;
        NoticeList& notices;
        LiveMetrics& metrics;
        DeviceChoice& devices;
    };
    explicit Lab(const Parts& parts, QObject* parent = nullptr);

    Q_INVOKABLE void open();  // the page is shown
    Q_INVOKABLE void start(); // what is put together
    Q_INVOKABLE void again(); // what the report shows, to be changed and run again

    LabSetup* setup() const { return m_setup; }
    LabRun* run() const { return m_run; }
    LabReport* report() const { return m_report; }
    LabArchive* archive() const { return m_archive; }
    LabAnswers* answers() const { return m_answers; }

private:
    Parts m_parts;
    LabSetup* m_setup;
    LabRun* m_run;
    LabReport* m_report;
    LabArchive* m_archive;
    LabAnswers* m_answers;
};

} // namespace ui
