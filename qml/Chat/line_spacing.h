// SPDX-License-Identifier: GPL-3.0-or-later
// Gives every line of a TextEdit's document the same height, which TextEdit itself cannot; lines of Latin and of
// Chinese text then stand evenly. Made in QML, one per text; GUI thread.
#pragma once

#include <QObject>
#include <QPointer>
#include <QQuickTextDocument>
#include <QtQml/qqmlregistration.h>

namespace qml
{

class LineSpacing : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument* document READ document WRITE setDocument NOTIFY documentChanged FINAL)
    Q_PROPERTY(double height READ height WRITE setHeight NOTIFY heightChanged FINAL)          // pixels
    Q_PROPERTY(int pixelSize READ pixelSize WRITE setPixelSize NOTIFY pixelSizeChanged FINAL) // of the letters
    // By how much a line is higher than the application's font asks, halved: the document adds it all above the
    // letters.
    Q_PROPERTY(double rise READ rise NOTIFY riseChanged FINAL)

public:
    using QObject::QObject;

    QQuickTextDocument* document() const { return m_document; }
    void setDocument(QQuickTextDocument* document);
    double height() const { return m_height; }
    void setHeight(double height);
    int pixelSize() const { return m_pixelSize; }
    void setPixelSize(int size);
    double rise() const { return m_rise; }

signals:
    void documentChanged();
    void heightChanged();
    void pixelSizeChanged();
    void riseChanged();

private:
    void apply();
    void measure();

    QPointer<QQuickTextDocument> m_document;
    double m_height = 0;
    double m_rise = 0;
    int m_pixelSize = 0;
    bool m_applying = false;
};

} // namespace qml
