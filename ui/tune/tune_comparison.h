// SPDX-License-Identifier: GPL-3.0-or-later
// The same prompt, answered by the original and by what was made of it, one after the other. Owned by the TuneRoom; GUI
// thread, never waits.
#pragma once

#include "ui/tune/tune_worker.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <array>

namespace ui
{

class TuneComparison : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The comparison belongs to the TuneRoom.")
    Q_PROPERTY(bool busy READ busy NOTIFY changed FINAL)
    Q_PROPERTY(QStringList texts READ texts NOTIFY changed FINAL)   // of both, plain
    Q_PROPERTY(QList<double> rates READ rates NOTIFY changed FINAL) // tokens a second, 0: not measured
    Q_PROPERTY(QStringList errors READ errors NOTIFY changed FINAL)

public:
    TuneComparison(TuneWorker& worker, QObject* parent = nullptr);

    Q_INVOKABLE void ask(const QString& prompt);
    Q_INVOKABLE void stop();

    void setModels(const QString& first, const QString& second); // paths; forgets what was said

    bool busy() const { return m_stop != nullptr; }
    QStringList texts() const { return {m_sides[0].text, m_sides[1].text}; }
    QList<double> rates() const { return {m_sides[0].rate, m_sides[1].rate}; }
    QStringList errors() const { return {m_sides[0].error, m_sides[1].error}; }

signals:
    void changed();

private:
    struct Side {
        std::string path;
        QString text;
        QString error;
        double rate = 0;
    };

    TuneWorker& m_worker;
    std::array<Side, 2> m_sides;
    quint64 m_request = 0;
    StopFlag m_stop; // while it answers
};

} // namespace ui
