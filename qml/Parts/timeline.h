// SPDX-License-Identifier: GPL-3.0-or-later
// The last seconds of one or several columns of a table: a line, or areas stacked on each other. Drawn by QPainter.
// Not Qt Charts: 600 rows through VXYModelMapper cost it more than a second for each update in the software renderer,
// this costs less than a millisecond. GUI thread; painted while the render thread waits.
#pragma once

#include <QAbstractItemModel>
#include <QColor>
#include <QList>
#include <QPointer>
#include <QPolygonF>
#include <QQuickPaintedItem>

namespace qml
{

class Timeline : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QAbstractItemModel* table READ table WRITE setTable NOTIFY tableChanged FINAL)
    Q_PROPERTY(QList<int> columns MEMBER m_columns NOTIFY lookChanged FINAL)  // column 0: seconds, -span..0
    Q_PROPERTY(QList<QColor> colors MEMBER m_colors NOTIFY lookChanged FINAL) // one per column
    Q_PROPERTY(QColor gridColor MEMBER m_gridColor NOTIFY lookChanged FINAL)
    Q_PROPERTY(bool stacked MEMBER m_stacked NOTIFY lookChanged FINAL)
    Q_PROPERTY(bool enclosing MEMBER m_enclosing NOTIFY lookChanged FINAL) // the last column already holds all others
    Q_PROPERTY(double span MEMBER m_span NOTIFY lookChanged FINAL)         // seconds
    Q_PROPERTY(double leastTop MEMBER m_leastTop NOTIFY lookChanged FINAL) // the scale ends here or higher
    Q_PROPERTY(double scaleTop READ scaleTop NOTIFY scaleTopChanged
                   FINAL) // where the scale ends: 1, 2 or 5 times a power of ten

public:
    explicit Timeline(QQuickItem* parent = nullptr);

    QAbstractItemModel* table() const { return m_table; }
    void setTable(QAbstractItemModel* table);
    double scaleTop() const { return m_top; }

    void paint(QPainter* painter) override;

    static double niceTop(double value);

signals:
    void tableChanged();
    void lookChanged();
    void scaleTopChanged();

private:
    void refresh(); // reads the table once and asks for a repaint
    void paintGrid(QPainter& painter) const;
    void paintLine(QPainter& painter, const QPolygonF& line, const QColor& color) const;
    QPointF place(double seconds, double value) const;

    QPointer<QAbstractItemModel> m_table;
    QList<int> m_columns;
    QList<QColor> m_colors;
    QColor m_gridColor;
    bool m_stacked = false;
    bool m_enclosing = false;
    double m_span = 60;
    double m_leastTop = 1;
    double m_top = 1;
    QList<QPolygonF> m_lines; // per column: seconds, value (summed when stacked), no denser than the pixels
};

} // namespace qml
