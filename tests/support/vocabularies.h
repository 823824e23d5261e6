// SPDX-License-Identifier: GPL-3.0-or-later
// Unpacks shared/data/vocabularies.tar.xz once for a test program, into a folder that goes with it.
#pragma once

#include "tests/support/models.h"

#include <QProcess>
#include <QTemporaryDir>

namespace support
{

// Empty if the archive cannot be unpacked.
inline QString vocabulariesFolder()
{
    static const QTemporaryDir folder;
    static const bool unpacked = [] {
        QProcess tar;
        tar.setWorkingDirectory(folder.path());
        tar.start(QStringLiteral("tar"), {QStringLiteral("xf"), sharedPath("vocabularies.tar.xz")});
        return tar.waitForFinished(60'000) && tar.exitStatus() == QProcess::NormalExit && tar.exitCode() == 0;
    }();
    return unpacked ? folder.path() : QString();
}

inline std::string readBytes(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

} // namespace support

#define FETTLE_REQUIRE_VOCABULARIES()                                                                                  \
    FETTLE_REQUIRE_SHARED("vocabularies.tar.xz");                                                                      \
    QVERIFY2(!support::vocabulariesFolder().isEmpty(), "the archive does not unpack")
