// SPDX-License-Identifier: GPL-3.0-or-later
// The models that tests run: the starter always, the shared ones where they are.
#pragma once

#include "engine/model/model.h"

#include <QFile>
#include <QString>
#include <QtTest>

namespace support
{

inline QString starterPath()
{
    return QStringLiteral(FETTLE_SOURCE_DIR "/resources/starter/fettle-starter-f16.gguf");
}

inline QString sharedPath(const char* name)
{
    return QStringLiteral(FETTLE_SHARED_DATA "/") + QLatin1String(name);
}

inline std::shared_ptr<const engine::model::Model> load(const QString& path)
{
    const std::atomic<bool> stop = false;
    return engine::model::Model::load(path.toStdString(), stop);
}

} // namespace support

// Skips the test function by name where the shared file is absent.
#define FETTLE_REQUIRE_SHARED(name)                                                                                    \
    if (!QFile::exists(support::sharedPath(name)))                                                                     \
    QSKIP("shared/data/" name " is absent")
