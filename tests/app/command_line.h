// SPDX-License-Identifier: GPL-3.0-or-later
// Runs fettle-cli as a user would and keeps what came back.
#pragma once

#include "tests/support/gguf_builder.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>

namespace support
{

struct Outcome {
    int code = -1; // -1: it crashed or did not end
    QByteArray out;
    QByteArray err;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

inline QString cliPath()
{
    return QStringLiteral(FETTLE_BINARY_DIR "/bin/fettle-cli");
}

inline Outcome runCli(const QStringList& arguments, const QByteArray& input = {})
{
    QProcess process;
    process.start(cliPath(), arguments);
    process.write(input);
    process.closeWriteChannel();
    Outcome outcome;
    if (process.waitForFinished(120'000) && process.exitStatus() == QProcess::NormalExit)
        outcome.code = process.exitCode();
    process.kill();
    process.waitForFinished();
    outcome.out = process.readAllStandardOutput();
    outcome.err = process.readAllStandardError();
    return outcome;
}

inline QString writeFile(const QString& path, const std::string& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes.data(), static_cast<qint64>(bytes.size())) < 0)
        qFatal("cannot write %s", qPrintable(path));
    return path;
}

} // namespace support
