// SPDX-License-Identifier: GPL-3.0-or-later
// Models that reason write their thoughts before the answer, between <think> and </think>. Pure.
#pragma once

#include <QString>

namespace ui
{

struct ThoughtSplit {
    QString thought;
    QString answer;
    bool present = false; // the text begins with a thought
    bool open = false;    // that has not ended
};

// `growing`: more text may come. What could be the beginning of a tag is held back then, so that thought and answer
// only ever grow at their ends.
ThoughtSplit splitThought(const QString& text, bool growing);

} // namespace ui
