// SPDX-License-Identifier: GPL-3.0-or-later
// The sentences of the engine and of the storage in the language of the window. Both layers speak English and know no
// translator; here a catalogue of the patterns of what they say is matched against a sentence, what fills its places is
// carried over, and where that is a sentence itself it is translated too. Pure but for the installed translators; any
// thread.
#pragma once

#include <QString>

#include <string>

namespace ui
{

// As it is, where no pattern fits or the window is English.
QString engineSentence(const QString& english);
QString engineSentence(const std::string& english); // UTF-8

// Of the pattern that fits, "" if none does; for the test that keeps the catalogue whole.
QString enginePattern(const QString& english);

} // namespace ui
