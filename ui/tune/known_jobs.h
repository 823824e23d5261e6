// SPDX-License-Identifier: GPL-3.0-or-later
// What the storage thread tells of jobs and of the models that they made. Values.
#pragma once

#include "storage/jobs.h"

namespace ui
{

struct KnownJob {
    storage::Job job;
    bool missing = false; // its new file is not there
};

struct KnownDerived {
    storage::DerivedModel model;
    bool missing = false; // its file is not there
};

} // namespace ui
