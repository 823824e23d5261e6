// SPDX-License-Identifier: GPL-3.0-or-later
// Shows a block's formats in the document of a PlainText TextEdit, so that no markup ever reaches Qt. Made in QML, one
// per text; GUI thread. With MessageList::copy the only room of ui that knows QtGui and QtQuick.
#pragma once

#include "ui/chat/inline_span.h"

#include <QColor>
#include <QObject>
#include <QPointer>
#include <QQuickTextDocument>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class SpanHighlighter;

class InlineFormatter : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument* document READ document WRITE setDocument NOTIFY documentChanged FINAL)
    Q_PROPERTY(ui::SpanList spans READ spans WRITE setSpans NOTIFY spansChanged FINAL)
    Q_PROPERTY(QColor codeColor READ codeColor WRITE setCodeColor NOTIFY coloursChanged FINAL)
    Q_PROPERTY(QColor codeBackground READ codeBackground WRITE setCodeBackground NOTIFY coloursChanged FINAL)
    Q_PROPERTY(QColor linkColor READ linkColor WRITE setLinkColor NOTIFY coloursChanged FINAL)
    Q_PROPERTY(QString codeFamily READ codeFamily WRITE setCodeFamily NOTIFY coloursChanged FINAL)

public:
    explicit InlineFormatter(QObject* parent = nullptr);
    ~InlineFormatter() override;

    // The link at a position of the text (TextEdit.positionAt), or "".
    Q_INVOKABLE QString linkAt(int position) const;
    // What to show before opening: the real host (as the network will see it, in ASCII), the address for mailto,
    // or "" for a link that must not be opened (another scheme, no host, a name or password before the host).
    Q_INVOKABLE static QString linkHost(const QString& link);
    // Opens it in the desktop's browser or mailer; false if linkHost() is empty or the desktop refuses.
    Q_INVOKABLE static bool openLink(const QString& link);

    QQuickTextDocument* document() const { return m_document; }
    void setDocument(QQuickTextDocument* document);
    SpanList spans() const { return m_spans; }
    void setSpans(const SpanList& spans);
    QColor codeColor() const { return m_codeColor; }
    void setCodeColor(const QColor& colour);
    QColor codeBackground() const { return m_codeBackground; }
    void setCodeBackground(const QColor& colour);
    QColor linkColor() const { return m_linkColor; }
    void setLinkColor(const QColor& colour);
    QString codeFamily() const { return m_codeFamily; }
    void setCodeFamily(const QString& family);

signals:
    void documentChanged();
    void spansChanged();
    void coloursChanged();

private:
    void apply();

    QPointer<QQuickTextDocument> m_document;
    QPointer<SpanHighlighter> m_highlighter; // dies with the document that it belongs to
    SpanList m_spans;
    QColor m_codeColor;
    QColor m_codeBackground;
    QColor m_linkColor;
    QString m_codeFamily;
};

} // namespace ui
