// SPDX-License-Identifier: GPL-3.0-or-later
// Where a model can run on this machine. Any thread.
#pragma once

#include <string>

namespace engine::model
{

// One sentence that says why the GPU does not compute; asked of the driver once, then remembered.
const std::string& gpuNotice();

} // namespace engine::model
