// SPDX-License-Identifier: GPL-3.0-or-later
// One or several columns of the live measurements over the time that a TimeWindow shows: a line each, or areas stacked
// on each other. Triangles of the scene graph (timeline_nodes.h); where Qt draws without a graphics card, an image.
// Reads the history again only when the picture would move by a pixel. GUI thread; nodes are made while that waits.
#pragma once

#include "ui/live/time_window.h"

#include <QColor>
#include <QImage>
#include <QList>
#include <QPointer>
#include <QPolygonF>
#include <QQuickItem>

namespace qml
{

class Timeline : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ui::TimeWindow* view READ view WRITE setView NOTIFY viewChanged FINAL)
    Q_PROPERTY(QList<int> columns MEMBER m_columns NOTIFY lookChanged FINAL)  // TimeWindow::Column
    Q_PROPERTY(QList<QColor> colors MEMBER m_colors NOTIFY lookChanged FINAL) // one per column
    Q_PROPERTY(QColor gridColor MEMBER m_gridColor NOTIFY lookChanged FINAL)
    Q_PROPERTY(bool stacked MEMBER m_stacked NOTIFY lookChanged FINAL)
    Q_PROPERTY(bool enclosing MEMBER m_enclosing NOTIFY lookChanged FINAL) // the last column already holds all others
    Q_PROPERTY(double leastTop MEMBER m_leastTop NOTIFY lookChanged FINAL) // the scale ends here or higher
    Q_PROPERTY(double scaleTop READ scaleTop NOTIFY scaleTopChanged
                   FINAL) // where the scale ends: 1, 2 or 5 times a power of ten

public:
    // What is drawn, in pixels of the item: the lines of one column, a new one after each gap.
    struct Band {
        QColor color;
        QList<QPolygonF> lines;
    };

    explicit Timeline(QQuickItem* parent = nullptr);

    ui::TimeWindow* view() const { return m_view; }
    void setView(ui::TimeWindow* view);
    double scaleTop() const { return m_top; }
    const QList<Band>& bands() const { return m_bands; }

    static double niceTop(double value);

signals:
    void viewChanged();
    void lookChanged();
    void scaleTopChanged();

protected:
    QSGNode* updatePaintNode(QSGNode* old, UpdatePaintNodeData* data) override;
    void itemChange(ItemChange change, const ItemChangeData& value) override;
    void geometryChange(const QRectF& now, const QRectF& before) override;

private:
    void follow(); // a sample came
    void refresh();
    double read(QList<QList<QPolygonF>>& lines) const; // time and value; returns the highest
    QImage image() const;
    QList<double> gridLines() const;

    QPointer<ui::TimeWindow> m_view;
    QList<int> m_columns;
    QList<QColor> m_colors;
    QColor m_gridColor;
    bool m_stacked = false;
    bool m_enclosing = false;
    double m_leastTop = 1;
    double m_top = 1;
    qint64 m_shownTo = 0; // the right end of what was drawn last
    QList<Band> m_bands;
};

} // namespace qml
