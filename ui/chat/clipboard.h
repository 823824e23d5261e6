// SPDX-License-Identifier: GPL-3.0-or-later
// Plain text to the desktop's clipboard. GUI thread.
#pragma once

class QString;

namespace ui
{

void copyToClipboard(const QString& text); // nothing happens in an app without a display

} // namespace ui
