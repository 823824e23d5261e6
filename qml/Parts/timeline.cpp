// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/Parts/timeline.h"

#include "qml/Parts/timeline_nodes.h"

#include <QPainter>
#include <QQuickWindow>
#include <QSGImageNode>
#include <QSGRendererInterface>
#include <algorithm>
#include <cmath>

namespace qml
{
namespace
{

constexpr double kPen = 1; // keeps the line inside

} // namespace

Timeline::Timeline(QQuickItem* parent) : QQuickItem(parent)
{
    setFlag(ItemHasContents);
    connect(this, &Timeline::lookChanged, this, &Timeline::refresh);
}

void Timeline::setView(ui::TimeWindow* view)
{
    if (m_view == view) {
        return;
    }
    if (m_view) {
        m_view->disconnect(this);
    }
    m_view = view;
    if (m_view) {
        connect(m_view, &ui::TimeWindow::changed, this, &Timeline::refresh);
        connect(m_view, &ui::TimeWindow::moved, this, &Timeline::follow);
    }
    emit viewChanged();
    refresh();
}

double Timeline::niceTop(double value)
{
    if (value <= 0 || !std::isfinite(value)) {
        return 1;
    }
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (value <= step * power) {
            return step * power;
        }
    }
    return 10 * power;
}

void Timeline::itemChange(ItemChange change, const ItemChangeData& value)
{
    QQuickItem::itemChange(change, value);
    if (change == ItemVisibleHasChanged) {
        refresh();
    }
}

void Timeline::geometryChange(const QRectF& now, const QRectF& before)
{
    QQuickItem::geometryChange(now, before);
    if (now.size() != before.size()) {
        refresh();
    }
}

void Timeline::follow()
{
    const double perPixel = width() > 0 ? m_view->span() * 1000 / width() : 0;
    if (static_cast<double>(m_view->to() - m_shownTo) >= perPixel) {
        refresh();
    }
}

// The highest row of each pixel stands for it.
double Timeline::read(QList<QList<QPolygonF>>& lines) const
{
    using ui::LiveSample;
    const qsizetype count = m_columns.size();
    const double perPixel = static_cast<double>(m_view->to() - m_view->from()) / std::max(1.0, width());
    double highest = 0;
    double lastAt = 0;
    double lastHeight = 0;
    m_view->history().visit(m_view->from(), m_view->to(), [&](const LiveSample& row) {
        QList<double> sums;
        double sum = 0;
        for (qsizetype i = 0; i < count; ++i) {
            const int column = m_columns[i];
            const double value =
                column >= 0 && column < LiveSample::kColumns ? row.values[static_cast<std::size_t>(column)] : NAN;
            sum = m_enclosing && i + 1 == count ? std::max(sum, value) : m_stacked ? sum + value : value;
            sums.append(sum);
        }
        if (count == 0 || std::any_of(sums.begin(), sums.end(), [](double value) { return std::isnan(value); })) {
            return;
        }
        const auto at = static_cast<double>(row.at - m_view->to());
        const double height = *std::max_element(sums.begin(), sums.end());
        const bool begins = lines[0].isEmpty() || at - lastAt > static_cast<double>(ui::SampleHistory::kGapMs);
        const bool joins = !begins && std::floor(at / perPixel) == std::floor(lastAt / perPixel);
        for (qsizetype i = 0; i < count; ++i) {
            if (begins) {
                lines[i].append(QPolygonF());
            }
            if (!joins) {
                lines[i].last().append(QPointF(at, sums[i]));
            } else if (height > lastHeight) {
                lines[i].last().last().setY(sums[i]);
            }
        }
        lastHeight = joins ? std::max(lastHeight, height) : height;
        lastAt = at;
        highest = std::max(highest, height);
    });
    return highest;
}

void Timeline::refresh()
{
    if (!m_view || !isVisible()) {
        return;
    }
    QList<QList<QPolygonF>> lines(m_columns.size());
    const double newTop = niceTop(std::max(m_leastTop, read(lines)));
    m_shownTo = m_view->to();
    m_bands.clear();
    const double span = m_view->span() * 1000;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        for (QPolygonF& line : lines[i]) {
            for (QPointF& point : line) {
                point =
                    QPointF(width() * (1 + point.x() / span), (height() - kPen) * (1 - point.y() / newTop) + kPen / 2);
            }
        }
        m_bands.append({m_colors.value(i), lines[i]});
    }
    if (newTop != m_top) {
        m_top = newTop;
        emit scaleTopChanged();
    }
    update();
}

QList<double> Timeline::gridLines() const
{
    constexpr int kParts = 4;
    QList<double> lines;
    for (int i = 0; i <= kParts; ++i) {
        lines.append(std::floor((height() - 1) * i / kParts));
    }
    return lines;
}

QImage Timeline::image() const
{
    const double scale = window()->effectiveDevicePixelRatio();
    QImage image((size() * scale).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    for (const double y : gridLines()) {
        painter.fillRect(QRectF(0, y, width(), 1), m_gridColor);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    for (auto band = m_bands.crbegin(); band != m_bands.crend(); ++band) { // each lower one covers its own part
        for (const QPolygonF& line : band->lines) {
            QPolygonF area = line;
            area << QPointF(line.last().x(), height()) << QPointF(line.first().x(), height());
            QLinearGradient fade(0, 0, 0, height());
            QColor soft = band->color;
            soft.setAlphaF(static_cast<float>(m_stacked ? 1 : kFadeTop));
            fade.setColorAt(0, soft);
            soft.setAlphaF(static_cast<float>(m_stacked ? 1 : kFadeBottom));
            fade.setColorAt(1, soft);
            painter.setPen(Qt::NoPen);
            painter.setBrush(fade);
            painter.drawPolygon(area);
            if (!m_stacked) {
                painter.setBrush(Qt::NoBrush);
                painter.setPen(QPen(band->color, kLineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
                painter.drawPolyline(line);
            }
        }
    }
    return image;
}

QSGNode* Timeline::updatePaintNode(QSGNode* old, UpdatePaintNodeData* data)
{
    Q_UNUSED(data);
    if (size().isEmpty()) {
        delete old;
        return nullptr;
    }
    if (window()->rendererInterface()->graphicsApi() == QSGRendererInterface::Software) {
        auto* node = static_cast<QSGImageNode*>(old);
        if (node == nullptr) {
            node = window()->createImageNode();
            node->setOwnsTexture(true);
        }
        node->setTexture(window()->createTextureFromImage(image()));
        node->setRect(boundingRect());
        return node;
    }
    delete old; // a few thousand triangles a few times a second
    return timelineNodes({boundingRect(), gridLines(), m_gridColor, m_stacked}, m_bands);
}

} // namespace qml
