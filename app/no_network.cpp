// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/no_network.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>

namespace app
{

std::atomic<int> NoNetwork::s_refused = 0;

class RefusingManager : public QNetworkAccessManager
{
public:
    using QNetworkAccessManager::QNetworkAccessManager;

protected:
    QNetworkReply* createRequest(Operation operation, const QNetworkRequest& request, QIODevice* data) override
    {
        Q_UNUSED(request);
        ++NoNetwork::s_refused;
        return QNetworkAccessManager::createRequest(operation, QNetworkRequest(),
                                                    data); // an address that fails at once
    }
};

QNetworkAccessManager* NoNetwork::create(QObject* parent)
{
    return new RefusingManager(parent);
}

} // namespace app
