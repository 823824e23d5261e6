// SPDX-License-Identifier: GPL-3.0-or-later
// Where models run: what the person can choose, and the check of a GPU that makes it the automatic choice. Owned by the
// Workspace; GUI thread, never waits.
#pragma once

#include "ui/chat/generation_worker.h"

#include <QObject>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class AppSettings;

class DeviceChoice : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The devices belong to the Workspace.")
    Q_PROPERTY(QVariantList choices READ choices NOTIFY choicesChanged FINAL)
    Q_PROPERTY(QString reason READ reason NOTIFY choicesChanged FINAL)
    Q_PROPERTY(bool canVerify READ canVerify NOTIFY choicesChanged FINAL)
    Q_PROPERTY(bool verifying READ verifying NOTIFY verifyingChanged FINAL)
    Q_PROPERTY(int checksDone READ checksDone NOTIFY verifyingChanged FINAL)
    Q_PROPERTY(QString verdict READ verdict NOTIFY verifyingChanged FINAL)

public:
    DeviceChoice(GenerationWorker& generation, AppSettings& settings, QObject* parent = nullptr);

    Q_INVOKABLE void look();   // what there is: asked once, when it is first needed
    Q_INVOKABLE void verify(); // the GPU that is chosen, or the first one
    Q_INVOKABLE void stop();   // verifying

    QVariantList choices() const;               // of { text, value }: automatic, processor, each GPU
    QString reason() const { return m_reason; } // why there is no GPU; empty where there is one
    bool canVerify() const { return !m_found.list.empty(); }
    bool verifying() const { return m_stop != nullptr; }
    int checksDone() const { return m_done; }
    QString verdict() const { return m_verdict; } // one sentence, of the last check

signals:
    void choicesChanged();
    void verifyingChanged();

private:
    void onFound(const DevicesFound& found);
    void onVerdict(const DeviceVerdict& verdict);
    void end(const QString& sentence);

    GenerationWorker& m_generation;
    AppSettings& m_settings;
    DevicesFound m_found;
    QString m_reason;
    QString m_verdict;
    RequestNumber m_request = 0;
    StopFlag m_stop; // of the check in work
    int m_done = 0;
    bool m_looked = false;
};

} // namespace ui
