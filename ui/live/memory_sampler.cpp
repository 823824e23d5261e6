// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/memory_sampler.h"
