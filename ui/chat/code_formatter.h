// SPDX-License-Identifier: GPL-3.0-or-later
// Colours the code in the document of a PlainText TextEdit, by code_lexer. Made in QML, one per block; GUI thread.
#pragma once

#include <QColor>
#include <QObject>
#include <QPointer>
#include <QQuickTextDocument>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class CodeHighlighter;

class CodeFormatter : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument* document READ document WRITE setDocument NOTIFY documentChanged FINAL)
    Q_PROPERTY(QString language MEMBER m_language NOTIFY looksChanged FINAL) // what stands after the fence
    Q_PROPERTY(QColor comment MEMBER m_comment NOTIFY looksChanged FINAL)
    Q_PROPERTY(QColor string MEMBER m_string NOTIFY looksChanged FINAL)
    Q_PROPERTY(QColor number MEMBER m_number NOTIFY looksChanged FINAL)
    Q_PROPERTY(QColor keyword MEMBER m_keyword NOTIFY looksChanged FINAL)

public:
    explicit CodeFormatter(QObject* parent = nullptr);
    ~CodeFormatter() override;

    QQuickTextDocument* document() const { return m_document; }
    void setDocument(QQuickTextDocument* document);

signals:
    void documentChanged();
    void looksChanged();

private:
    void apply();

    QPointer<QQuickTextDocument> m_document;
    QPointer<CodeHighlighter> m_highlighter; // dies with the document that it belongs to
    QString m_language;
    QColor m_comment;
    QColor m_string;
    QColor m_number;
    QColor m_keyword;
};

} // namespace ui
