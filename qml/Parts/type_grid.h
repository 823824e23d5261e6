// SPDX-License-Identifier: GPL-3.0-or-later
// Cells of few colours in rows, with letters where there is room: the types of a model's matrices, a column for each
// layer. GUI thread.
#pragma once

#include <QColor>
#include <QQuickPaintedItem>
#include <QtQml/qqmlregistration.h>

namespace qml
{

class TypeGrid : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(int rows MEMBER m_rows NOTIFY lookChanged FINAL) // at least 1
    Q_PROPERTY(
        QList<int> cells MEMBER m_cells NOTIFY lookChanged FINAL) // column by column; a place in colors, -1: empty
    Q_PROPERTY(QVariantList colors MEMBER m_colors NOTIFY lookChanged FINAL)
    Q_PROPERTY(double rowHeight MEMBER m_rowHeight NOTIFY lookChanged FINAL)  // pixels, with the gap below it
    Q_PROPERTY(double gap MEMBER m_gap NOTIFY lookChanged FINAL)              // pixels at most, between cells
    Q_PROPERTY(QStringList letters MEMBER m_letters NOTIFY lookChanged FINAL) // one for each colour, or none
    Q_PROPERTY(QColor ink MEMBER m_ink NOTIFY lookChanged FINAL)              // of the mark
    Q_PROPERTY(QColor ground MEMBER m_ground NOTIFY lookChanged FINAL)        // of empty cells; transparent: none
    Q_PROPERTY(int fontPixels MEMBER m_fontPixels NOTIFY lookChanged FINAL)
    Q_PROPERTY(int marked MEMBER m_marked NOTIFY lookChanged FINAL) // a place among cells that has a frame, or -1

public:
    explicit TypeGrid(QQuickItem* parent = nullptr);

    // The place of a cell among `cells`, -1 beside them.
    Q_INVOKABLE int cellAt(double x, double y) const;

    void paint(QPainter* painter) override;

signals:
    void lookChanged();

private:
    void paintLetter(QPainter& painter, const QRectF& cell, int type) const;
    int columns() const { return m_rows > 0 ? static_cast<int>(m_cells.size()) / m_rows : 0; }

    int m_rows = 1;
    QList<int> m_cells;
    QVariantList m_colors;
    double m_rowHeight = 1;
    double m_gap = 0;
    QStringList m_letters;
    QColor m_ink = Qt::black;
    QColor m_ground = Qt::transparent;
    int m_fontPixels = 10;
    int m_marked = -1;
};

} // namespace qml
