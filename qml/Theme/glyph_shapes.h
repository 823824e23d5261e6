// SPDX-License-Identifier: GPL-3.0-or-later
// The drawings of all icons, on a square of 24 by 24. Any thread.
#pragma once

#include <QPainterPath>
#include <QString>

namespace qml
{

QPainterPath glyphShape(const QString& name); // empty for an unknown name
bool isSolidGlyph(const QString& name);       // filled as well as outlined

} // namespace qml
