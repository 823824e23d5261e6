// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/Parts/type_grid.h"

#include <QPainter>
#include <algorithm>

namespace qml
{

TypeGrid::TypeGrid(QQuickItem* parent) : QQuickPaintedItem(parent)
{
    connect(this, &TypeGrid::lookChanged, this, [this] {
        setImplicitHeight(std::max(m_rows, 0) * m_rowHeight);
        update();
    });
}

int TypeGrid::cellAt(double x, double y) const
{
    const int all = columns();
    if (all == 0 || x < 0 || x >= width() || y < 0 || y >= m_rows * m_rowHeight) {
        return -1;
    }
    const int column = std::min(all - 1, static_cast<int>(x / width() * all));
    const int row = std::min(m_rows - 1, static_cast<int>(y / m_rowHeight));
    return column * m_rows + row;
}

void TypeGrid::paint(QPainter* painter)
{
    const int all = columns();
    if (all == 0 || m_colors.isEmpty()) {
        return;
    }
    const double step = width() / all;
    const double gap = step > 4 * m_gap ? m_gap : 0; // many layers: their cells touch
    QFont font = painter->font();
    font.setPixelSize(std::max(m_fontPixels, 1));
    painter->setFont(font);
    for (int column = 0; column < all; ++column) {
        for (int row = 0; row < m_rows; ++row) {
            const int place = column * m_rows + row;
            const int type = m_cells[place];
            const QRectF cell(column * step, row * m_rowHeight, step - gap, m_rowHeight - m_gap);
            painter->fillRect(cell, type >= 0 ? m_colors[type % m_colors.size()].value<QColor>() : m_ground);
            if (type >= 0 && type < m_letters.size()) {
                paintLetter(*painter, cell, type);
            }
            if (place == m_marked) {
                painter->setPen(QPen(m_ink, 2));
                painter->drawRect(cell.adjusted(1, 1, -1, -1));
            }
        }
    }
}

void TypeGrid::paintLetter(QPainter& painter, const QRectF& cell, int type) const
{
    const QString& letter = m_letters[type];
    if (painter.fontMetrics().horizontalAdvance(letter) > cell.width() - 1) {
        return; // the colour says it alone
    }
    const QColor ground = m_colors[type % m_colors.size()].value<QColor>();
    const bool bright = 0.299 * ground.redF() + 0.587 * ground.greenF() + 0.114 * ground.blueF() > 0.55; // BT.601
    painter.setPen(bright ? Qt::black : Qt::white);
    painter.drawText(cell, Qt::AlignCenter, letter);
}

} // namespace qml
