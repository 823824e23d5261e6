// SPDX-License-Identifier: GPL-3.0-or-later
// The table of layers (ARCHITECTURE.md) as a check of one file: what it includes or imports, its length, its licence
// line.
#pragma once

#include <QString>
#include <QStringList>

namespace layers
{

// What is wrong with the file `path` (relative to the repository, with slashes), a sentence each; empty if nothing is.
QStringList violations(const QString& path, const QString& text);

} // namespace layers
