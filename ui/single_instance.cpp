// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/single_instance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLocalSocket>
#include <QThread>

namespace ui
{
namespace
{

constexpr int kPatienceMs = 1000;
const QByteArray kRaise = "raise\n";
const QByteArray kDone = "done\n";

// One folder, one name, however it is spelled; short enough for a socket's path (108 bytes on Linux).
QString serverName(const QString& folder)
{
    const QByteArray place = QFileInfo(folder).canonicalFilePath().toUtf8();
    return QStringLiteral("fettle-") +
           QString::fromLatin1(QCryptographicHash::hash(place, QCryptographicHash::Sha256).toHex().left(24));
}

QString prepared(const QString& folder)
{
    QDir().mkpath(folder);
    return QDir(folder).filePath(QStringLiteral("fettle.lock"));
}

} // namespace

SingleInstance::SingleInstance(const QString& profileFolder, QObject* parent)
    : QObject(parent),
      m_lock(prepared(profileFolder)),
      m_serverName(serverName(profileFolder))
{
    // Age alone says nothing of a lock: an app may run for weeks. One whose process is gone is stale.
    m_lock.setStaleLockTime(0);
}

SingleInstance::~SingleInstance() = default;

SingleInstance::Claim SingleInstance::claim()
{
    QElapsedTimer elapsed;
    elapsed.start();
    do {
        if (m_lock.tryLock(0)) {
            listen();
            return Claim::First;
        }
        if (m_lock.error() != QLockFile::LockFailedError)
            return Claim::First; // a folder without locks or permission: opening the database says what is wrong
        if (askToRaise())
            return Claim::Raised;
        QThread::msleep(50); // the other one may be starting or ending
    } while (elapsed.elapsed() < kPatienceMs);
    return Claim::Occupied;
}

bool SingleInstance::askToRaise() const
{
    QLocalSocket socket;
    socket.connectToServer(m_serverName);
    if (!socket.waitForConnected(kPatienceMs / 4))
        return false;
    socket.write(kRaise);
    QByteArray reply;
    while (reply.size() < kDone.size() && socket.waitForReadyRead(kPatienceMs))
        reply += socket.readAll();
    return reply.startsWith(kDone);
}

void SingleInstance::listen()
{
    QLocalServer::removeServer(m_serverName); // of a killed app: the lock is ours
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* socket = m_server.nextPendingConnection()) {
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            const auto answer = [this, socket] {
                if (socket->bytesAvailable() < kRaise.size())
                    return;
                if (socket->readAll().startsWith(kRaise)) {
                    socket->write(kDone);
                    emit raiseRequested();
                }
                socket->disconnectFromServer();
            };
            connect(socket, &QLocalSocket::readyRead, this, answer);
            answer();
        }
    });
    m_server.listen(m_serverName);
}

} // namespace ui
