// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_metrics.h"
