// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/message_list.h"
