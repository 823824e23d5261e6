// SPDX-License-Identifier: GPL-3.0-or-later
// Orders on the disk: models--owner--name/.fettle/<name>.order, JSON. Any thread. Errors: engine::Error(NotWritten).
#pragma once

#include "engine/hub/download.h"

namespace engine::hub
{

void saveOrder(const Order& order, const HubCache& cache);
void removeOrder(const Order& order, const HubCache& cache);
std::vector<Order> savedOrders(const HubCache& cache); // those that cannot be read are left out

} // namespace engine::hub
