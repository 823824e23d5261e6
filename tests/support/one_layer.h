// SPDX-License-Identifier: GPL-3.0-or-later
// The starter model with one of its layers, chosen on a text: what takes long of the whole is soon done.
#pragma once

#include "engine/tune/cut_model.h"
#include "tests/support/models.h"

namespace support
{

inline void makeOneLayer(const std::filesystem::path& out, const std::string& text)
{
    static const std::atomic<bool> kGoOn = false;
    engine::tune::CutOptions cut;
    cut.count = 5;
    cut.method = engine::tune::LayerMethod::Influence;
    cut.text = text;
    cut.window = 64;
    cut.windows = 2;
    engine::tune::cutModel(starterPath().toStdString(), out, cut, kGoOn);
}

} // namespace support
