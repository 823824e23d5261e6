// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversations/conversation_list.h"
