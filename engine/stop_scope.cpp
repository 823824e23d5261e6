// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stop_scope.h"

#include "engine/error.h"

namespace engine
{

thread_local constinit const std::atomic<bool>* StopScope::current = nullptr;

StopScope::StopScope(const std::atomic<bool>& stop) : m_before(current)
{
    current = &stop;
}

StopScope::~StopScope()
{
    current = m_before;
}

void StopScope::stopped()
{
    throw Error(ErrorKind::Stopped, "The work was stopped.");
}

} // namespace engine
