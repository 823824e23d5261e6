// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/Parts/timeline_nodes.h"

#include <QSGGeometryNode>
#include <QSGVertexColorMaterial>
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace qml
{
namespace
{

using Vertex = QSGGeometry::ColoredPoint2D;

Vertex corner(QPointF point, const QColor& color, double opacity)
{
    Vertex vertex{};
    const double alpha = std::clamp(opacity, 0.0, 1.0) * color.alphaF();
    const auto part = [alpha](float share) { return static_cast<uchar>(std::lround(share * alpha * 255)); };
    vertex.set(static_cast<float>(point.x()), static_cast<float>(point.y()), part(color.redF()), part(color.greenF()),
               part(color.blueF()), static_cast<uchar>(std::lround(alpha * 255)));
    return vertex;
}

// Two triangles between a, b above and c, d below.
void addQuad(std::vector<Vertex>& out, const Vertex& a, const Vertex& b, const Vertex& c, const Vertex& d)
{
    out.insert(out.end(), {a, b, c, b, d, c});
}

void addArea(std::vector<Vertex>& out, const QPolygonF& line, const QColor& color, const TimelineFrame& frame)
{
    const double bottom = frame.area.height();
    const auto top = [&](QPointF p) {
        return corner(p, color, frame.stacked ? 1 : kFadeTop + (kFadeBottom - kFadeTop) * p.y() / bottom);
    };
    const auto base = [&](QPointF p) { return corner({p.x(), bottom}, color, frame.stacked ? 1 : kFadeBottom); };
    for (qsizetype i = 1; i < line.size(); ++i)
        addQuad(out, top(line[i - 1]), top(line[i]), base(line[i - 1]), base(line[i]));
}

void addLine(std::vector<Vertex>& out, const QPolygonF& line, const QColor& color)
{
    constexpr double kFeather = 0.5;
    constexpr std::array<std::pair<double, double>, 4> kAcross{{{-kLineWidth / 2 - kFeather, 0},
                                                                {-kLineWidth / 2 + kFeather, 1},
                                                                {kLineWidth / 2 - kFeather, 1},
                                                                {kLineWidth / 2 + kFeather, 0}}};
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QPointF along = line[i] - line[i - 1];
        const double length = std::hypot(along.x(), along.y());
        if (length <= 0)
            continue;
        const QPointF across = QPointF(-along.y(), along.x()) / length;
        const QPointF reach = along / length * kFeather; // so that pieces meet also where the line turns back
        const QPointF from = line[i - 1] - reach;
        const QPointF to = line[i] + reach;
        for (std::size_t k = 1; k < kAcross.size(); ++k) {
            const auto [upper, upperAlpha] = kAcross[k - 1];
            const auto [lower, lowerAlpha] = kAcross[k];
            addQuad(out, corner(from + across * upper, color, upperAlpha),
                    corner(to + across * upper, color, upperAlpha), corner(from + across * lower, color, lowerAlpha),
                    corner(to + across * lower, color, lowerAlpha));
        }
    }
}

QSGGeometryNode* nodeOf(const std::vector<Vertex>& vertices)
{
    auto* geometry =
        new QSGGeometry(QSGGeometry::defaultAttributes_ColoredPoint2D(), static_cast<int>(vertices.size()));
    geometry->setDrawingMode(QSGGeometry::DrawTriangles);
    std::copy(vertices.begin(), vertices.end(), geometry->vertexDataAsColoredPoint2D());
    auto* node = new QSGGeometryNode;
    node->setGeometry(geometry);
    node->setMaterial(new QSGVertexColorMaterial);
    node->setFlags(QSGNode::OwnsGeometry | QSGNode::OwnsMaterial);
    return node;
}

} // namespace

QSGNode* timelineNodes(const TimelineFrame& frame, const QList<Timeline::Band>& bands)
{
    std::vector<Vertex> vertices;
    for (const double y : frame.grid) {
        const auto at = [&](double x, double dy) { return corner({x, y + dy}, frame.gridColor, 1); };
        addQuad(vertices, at(0, 0), at(frame.area.width(), 0), at(0, 1), at(frame.area.width(), 1));
    }
    for (auto band = bands.crbegin(); band != bands.crend(); ++band)
        for (const QPolygonF& line : band->lines) {
            addArea(vertices, line, band->color, frame);
            addLine(vertices, line, band->color);
        }
    return nodeOf(vertices);
}

} // namespace qml
