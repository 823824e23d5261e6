// SPDX-License-Identifier: GPL-3.0-or-later
// QML gets no network at all: whatever a text or a property asks for is refused, and counted for the tests.
#pragma once

#include <QQmlNetworkAccessManagerFactory>

#include <atomic>

namespace app
{

class NoNetwork : public QQmlNetworkAccessManagerFactory
{
public:
    QNetworkAccessManager* create(QObject* parent) override;
    static int refused() { return s_refused; }

private:
    friend class RefusingManager;
    static std::atomic<int> s_refused; // requests since the start, of any thread
};

} // namespace app
