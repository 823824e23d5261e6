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
    for (int column = 0; column < all; ++column) {
        for (int row = 0; row < m_rows; ++row) {
            const int type = m_cells[column * m_rows + row];
            if (type >= 0) {
                painter->fillRect(QRectF(column * step, row * m_rowHeight, step - gap, m_rowHeight - m_gap),
                                  m_colors[type % m_colors.size()].value<QColor>());
            }
        }
    }
}

} // namespace qml
