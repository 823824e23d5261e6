// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as people read them, in the current locale and never without their unit. Stateless; GUI thread.
#pragma once

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

namespace qml
{

class Figures : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    using QObject::QObject;

    Q_INVOKABLE static QString bytes(double count);       // "23.4 MiB"
    Q_INVOKABLE static QString number(double value);      // 3 significant places: "46.2", "1,204"
    Q_INVOKABLE static QString integer(double value);     // "12,288"
    Q_INVOKABLE static QString milliseconds(double span); // "85 ms", "2.4 s"
    Q_INVOKABLE static QString latency(double span);      // 3 significant places: "0.85 ms", "23.4 ms", "2.45 s"
    Q_INVOKABLE static QString duration(double seconds);  // "8 s", "3 min", "2 h 5 min"
    Q_INVOKABLE static QString percent(double share);     // of 0..1: "45 %"
    Q_INVOKABLE static QString decimals(double value, int places);
};

} // namespace qml
