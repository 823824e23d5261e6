// SPDX-License-Identifier: GPL-3.0-or-later
// Texts that a model or a file could send to make the window fetch, open, hang or fall: more than 300.
#pragma once

#include <QList>
#include <QString>

namespace tests
{

// `folder` has a file a.png and a pipe; what texts point to lies there, so that opening it is noticed.
// `many`: how often what is repeated comes, with its largest text of ten times as many characters.
QList<QString> hostileMessages(const QString& folder, int many);

} // namespace tests
