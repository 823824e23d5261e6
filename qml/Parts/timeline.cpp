// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/Parts/timeline.h"

#include <QLinearGradient>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace qml
{

Timeline::Timeline(QQuickItem* parent) : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
    connect(this, &Timeline::lookChanged, this, &Timeline::refresh);
    connect(this, &QQuickItem::visibleChanged, this, &Timeline::refresh);
    connect(this, &QQuickItem::widthChanged, this, &Timeline::refresh);
}

void Timeline::setTable(QAbstractItemModel* table)
{
    if (m_table == table) {
        return;
    }
    if (m_table) {
        m_table->disconnect(this);
    }
    m_table = table;
    if (m_table) {
        connect(m_table, &QAbstractItemModel::rowsInserted, this, &Timeline::refresh);
        connect(m_table, &QAbstractItemModel::modelReset, this, &Timeline::refresh);
    }
    emit tableChanged();
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

void Timeline::refresh()
{
    if (!m_table || !isVisible()) {
        return;
    }
    const int rows = m_table->rowCount();
    const double step = width() > 0 ? m_span / width() : m_span; // seconds per pixel
    m_lines = QList<QPolygonF>(m_columns.size());
    double highest = m_leastTop;
    double last = -m_span - step;
    for (int row = 0; row < rows; ++row) {
        const double seconds = m_table->index(row, 0).data().toDouble();
        if (seconds - last < step && row + 1 < rows) {
            continue;
        }
        last = seconds;
        double sum = 0;
        for (qsizetype i = 0; i < m_columns.size(); ++i) {
            const double value = m_table->index(row, m_columns[i]).data().toDouble();
            const bool total = m_enclosing && i + 1 == m_columns.size();
            sum = total ? std::max(sum, value) : m_stacked ? sum + value : value;
            m_lines[i].append(QPointF(seconds, sum));
            highest = std::max(highest, sum);
        }
    }
    const double newTop = niceTop(highest);
    if (newTop != m_top) {
        m_top = newTop;
        emit scaleTopChanged();
    }
    update();
}

QPointF Timeline::place(double seconds, double value) const
{
    constexpr double kPen = 1; // keeps the line inside
    const double x = width() * (1 + seconds / m_span);
    return {x, (height() - kPen) * (1 - value / m_top) + kPen / 2};
}

void Timeline::paintGrid(QPainter& painter) const
{
    constexpr int kParts = 4;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(m_gridColor, 1));
    for (int i = 0; i <= kParts; ++i) {
        const double y = std::floor((height() - 1) * i / kParts) + 0.5;
        painter.drawLine(QPointF(0, y), QPointF(width(), y));
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void Timeline::paintLine(QPainter& painter, const QPolygonF& line, const QColor& color) const
{
    QPolygonF area = line;
    area.append(QPointF(line.last().x(), height()));
    area.append(QPointF(line.first().x(), height()));
    QLinearGradient fade(0, 0, 0, height());
    QColor soft = color;
    soft.setAlphaF(0.28F);
    fade.setColorAt(0, soft);
    soft.setAlphaF(0.02F);
    fade.setColorAt(1, soft);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fade);
    painter.drawPolygon(area);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(line);
}

void Timeline::paint(QPainter* painter)
{
    paintGrid(*painter);
    // Stacked: the highest first, each lower one covers its own part.
    for (qsizetype i = m_lines.size() - 1; i >= 0; --i) {
        if (m_lines[i].size() < 2 || i >= m_colors.size()) {
            continue;
        }
        QPolygonF line;
        line.reserve(m_lines[i].size() + 2);
        for (const QPointF& point : m_lines[i]) {
            line.append(place(point.x(), point.y()));
        }
        if (!m_stacked) {
            paintLine(*painter, line, m_colors[i]);
            continue;
        }
        line.append(QPointF(line.last().x(), height()));
        line.append(QPointF(line.first().x(), height()));
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_colors[i]);
        painter->drawPolygon(line);
    }
}

} // namespace qml
