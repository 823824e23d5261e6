// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/Theme/glyph.h"

#include "qml/Theme/glyph_shapes.h"

#include <QPainter>
#include <algorithm>

namespace qml
{

Glyph::Glyph(QQuickItem* parent) : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
}

void Glyph::setName(const QString& name)
{
    if (m_name == name) {
        return;
    }
    m_name = name;
    m_shape = glyphShape(name);
    emit nameChanged();
    update();
}

void Glyph::setColor(const QColor& color)
{
    if (m_color == color) {
        return;
    }
    m_color = color;
    emit colorChanged();
    update();
}

void Glyph::paint(QPainter* painter)
{
    constexpr qreal kGrid = 24;  // the square that the shapes are drawn on
    constexpr qreal kPen = 1.75; // line width on that square
    const qreal side = std::min(width(), height());
    painter->translate((width() - side) / 2, (height() - side) / 2);
    painter->scale(side / kGrid, side / kGrid);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(m_color, kPen, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(isSolidGlyph(m_name) ? QBrush(m_color) : QBrush(Qt::NoBrush));
    painter->drawPath(m_shape);
}

} // namespace qml
