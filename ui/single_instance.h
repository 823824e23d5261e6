// SPDX-License-Identifier: GPL-3.0-or-later
// One app per profile folder: a second start asks the first to show its window. A lock that a killed app left behind
// is taken over. GUI thread; claim() may wait up to a second, before there is a window.
#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>

namespace ui
{

class SingleInstance : public QObject
{
    Q_OBJECT

public:
    enum class Claim {
        First,   // this process has the profile now
        Raised,  // another one has it and was asked to show itself
        Occupied // another one has it and does not answer
    };

    explicit SingleInstance(const QString& profileFolder, QObject* parent = nullptr);
    ~SingleInstance() override;

    Claim claim();

signals:
    void raiseRequested(); // another start wants to see the window

private:
    bool askToRaise() const;
    void listen();

    QLockFile m_lock;
    QString m_serverName;
    QLocalServer m_server;
};

} // namespace ui
