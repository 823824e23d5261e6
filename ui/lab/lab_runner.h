// SPDX-License-Identifier: GPL-3.0-or-later
// What the Lab's thread needs of the engine. Tests put a scripted one here. All calls on one thread, one at a time.
#pragma once

#include "engine/lab/run.h"

#include <functional>
#include <memory>

namespace ui
{

class LabRunner
{
public:
    virtual ~LabRunner() = default;

    // As engine/lab/run.h says, which the base class calls.
    virtual std::vector<engine::lab::Problem> check(const engine::lab::Experiment& experiment)
    {
        return engine::lab::check(experiment);
    }
    virtual engine::lab::Result run(const engine::lab::Experiment& experiment, const std::atomic<bool>& stop,
                                    const engine::lab::Watcher& watcher)
    {
        return engine::lab::run(experiment, stop, watcher);
    }
};

using LabRunnerFactory = std::function<std::unique_ptr<LabRunner>()>;

} // namespace ui
