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
    Q_PROPERTY(double height READ height WRITE setHeight NOTIFY heightChanged FINAL) // pixels

public:
    using QObject::QObject;

    QQuickTextDocument* document() const { return m_document; }
    void setDocument(QQuickTextDocument* document);
    double height() const { return m_height; }
    void setHeight(double height);

signals:
    void documentChanged();
    void heightChanged();

private:
    void apply();

    QPointer<QQuickTextDocument> m_document;
    double m_height = 0;
    bool m_applying = false;
};

} // namespace qml
