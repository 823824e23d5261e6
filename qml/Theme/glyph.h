// SPDX-License-Identifier: GPL-3.0-or-later
// A line icon drawn by QPainter: sharp at any scale, alike in the software and the OpenGL renderer
// (QtQuick.Shapes is not antialiased in the latter without multisampling). GUI thread; painted in the render thread's
// sync.
#pragma once

#include <QColor>
#include <QPainterPath>
#include <QQuickPaintedItem>

namespace qml
{

class Glyph : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY nameChanged FINAL)
    Q_PROPERTY(QColor color READ color WRITE setColor NOTIFY colorChanged FINAL)

public:
    explicit Glyph(QQuickItem* parent = nullptr);

    QString name() const { return m_name; }
    void setName(const QString& name);
    QColor color() const { return m_color; }
    void setColor(const QColor& color);

    void paint(QPainter* painter) override;

signals:
    void nameChanged();
    void colorChanged();

private:
    QString m_name;
    QColor m_color;
    QPainterPath m_shape;
};

} // namespace qml
