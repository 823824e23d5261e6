// SPDX-License-Identifier: GPL-3.0-or-later
// The tiny models of tests/golden/families, converted as the app converts a folder of the hub.
#pragma once

#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/model/config.h"
#include "engine/model/weights.h"

#include <string>

namespace support
{

struct FamilyModel {
    engine::files::GgufFile file;
    engine::model::Config config;
    engine::model::Weights weights;

    explicit FamilyModel(const std::filesystem::path& folder)
        : file(engine::files::openModel(folder)),
          config(engine::model::Config::fromGguf(file)),
          weights(engine::model::Weights::fromGguf(file, config))
    {
    }
};

inline FamilyModel familyModel(const std::string& name)
{
    return FamilyModel(FETTLE_SOURCE_DIR "/tests/golden/families/" + name);
}

} // namespace support
