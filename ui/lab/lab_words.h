// SPDX-License-Identifier: GPL-3.0-or-later
// The Lab's settings, values and verdicts in the language of the window. Pure; GUI thread, since that changes the
// language.
#pragma once

#include "engine/lab/report.h"

#include <QCoreApplication>
#include <QStringList>

namespace ui
{

class LabWords
{
    Q_DECLARE_TR_FUNCTIONS(LabWords)

public:
    static QString title(const QString& key); // of a setting; one that is not known is shown as it is
    static QString hint(const QString& key);
    static QString value(const engine::lab::Settings& settings, const QString& key); // "4 threads"
    static QString choice(const QString& key, const QString& text);                  // one value on a button
    static QString base(const QString& key, const QString& text); // the value that holds where none is chosen
    static QString prompt(const std::string& name);
    static QString verdict(engine::lab::Verdict verdict);
    // Which settings are not alike everywhere.
    static QStringList differing(const std::vector<engine::lab::Candidate>& candidates);
    // What differs, in words; the name that was given where nothing does.
    static QString name(const engine::lab::Candidate& candidate, const QStringList& differing);
};

} // namespace ui
