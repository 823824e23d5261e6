// SPDX-License-Identifier: GPL-3.0-or-later
// The lines and areas of a Timeline as triangles with a colour in each corner. Edges fade out over a pixel, so that
// they are smooth without multisampling. Render thread, while the GUI thread waits.
#pragma once

#include "qml/Parts/timeline.h"

class QSGNode;

namespace qml
{

inline constexpr double kLineWidth = 1.5;
inline constexpr double kFadeTop = 0.28; // opacity of the area below a line, at the top and at the bottom of the item
inline constexpr double kFadeBottom = 0.02;

struct TimelineFrame {
    QRectF area;
    QList<double> grid; // the top of lines a pixel high
    QColor gridColor;
    bool stacked = false;
};

QSGNode* timelineNodes(const TimelineFrame& frame, const QList<Timeline::Band>& bands);

} // namespace qml
