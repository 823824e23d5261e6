// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notices/notice_list.h"
