// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/series_table.h"
