// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/inline_formatter.h"

#include <QDesktopServices>
#include <QFont>
#include <QSyntaxHighlighter>
#include <QTextDocument>

#include <algorithm>

namespace ui
{

// A highlighter adds formats to the layout only: the document stays plain text.
class SpanHighlighter : public QSyntaxHighlighter
{
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

    SpanList spans;
    QColor codeColor;
    QColor codeBackground;
    QColor linkColor;
    QString codeFamily;

protected:
    void highlightBlock(const QString& text) override
    {
        const qsizetype begin = currentBlock().position();
        const qsizetype end = begin + text.size();
        auto span = std::lower_bound(spans.list.begin(), spans.list.end(), begin,
                                     [](const InlineSpan& s, qsizetype at) { return s.start + s.length <= at; });
        for (; span != spans.list.end() && span->start < end; ++span) {
            const qsizetype from = std::max(span->start, begin);
            const qsizetype to = std::min(span->start + span->length, end);
            setFormat(static_cast<int>(from - begin), static_cast<int>(to - from), format(span->style));
        }
    }

private:
    QTextCharFormat format(int style) const
    {
        QTextCharFormat format;
        if ((style & InlineSpan::Bold) != 0)
            format.setFontWeight(QFont::Bold);
        format.setFontItalic((style & InlineSpan::Italic) != 0);
        format.setFontStrikeOut((style & InlineSpan::Strike) != 0);
        if ((style & InlineSpan::Code) != 0) {
            format.setFontFamilies({codeFamily.isEmpty() ? QStringLiteral("monospace") : codeFamily});
            if (codeColor.isValid())
                format.setForeground(codeColor);
            if (codeBackground.isValid())
                format.setBackground(codeBackground);
        }
        if ((style & InlineSpan::Link) != 0) {
            format.setFontUnderline(true);
            if (linkColor.isValid())
                format.setForeground(linkColor);
        }
        return format;
    }
};

InlineFormatter::InlineFormatter(QObject* parent) : QObject(parent) {}

InlineFormatter::~InlineFormatter()
{
    delete m_highlighter.data();
}

QString InlineFormatter::linkAt(int position) const
{
    for (const InlineSpan& span : m_spans.list)
        if ((span.style & InlineSpan::Link) != 0 && position >= span.start && position < span.start + span.length)
            return span.url;
    return {};
}

QString InlineFormatter::linkHost(const QString& link)
{
    const QUrl url(link, QUrl::StrictMode);
    if (!url.isValid())
        return {};
    const QString scheme = url.scheme();
    if (scheme == u"mailto")
        return url.path(QUrl::FullyEncoded);
    if ((scheme != u"http" && scheme != u"https") || !url.userInfo().isEmpty())
        return {};
    return url.host(QUrl::FullyEncoded); // punycode: look-alike letters show
}

bool InlineFormatter::openLink(const QString& link)
{
    return !linkHost(link).isEmpty() && QDesktopServices::openUrl(QUrl(link, QUrl::StrictMode));
}

void InlineFormatter::setDocument(QQuickTextDocument* document)
{
    if (m_document == document)
        return;
    m_document = document;
    delete m_highlighter.data();
    apply();
    emit documentChanged();
}

void InlineFormatter::setSpans(const SpanList& spans)
{
    if (m_spans == spans)
        return;
    m_spans = spans;
    apply();
    emit spansChanged();
}

void InlineFormatter::setCodeColor(const QColor& colour)
{
    if (m_codeColor == colour)
        return;
    m_codeColor = colour;
    apply();
    emit coloursChanged();
}

void InlineFormatter::setCodeBackground(const QColor& colour)
{
    if (m_codeBackground == colour)
        return;
    m_codeBackground = colour;
    apply();
    emit coloursChanged();
}

void InlineFormatter::setLinkColor(const QColor& colour)
{
    if (m_linkColor == colour)
        return;
    m_linkColor = colour;
    apply();
    emit coloursChanged();
}

void InlineFormatter::setCodeFamily(const QString& family)
{
    if (m_codeFamily == family)
        return;
    m_codeFamily = family;
    apply();
    emit coloursChanged();
}

void InlineFormatter::apply()
{
    if (m_document == nullptr || m_document->textDocument() == nullptr)
        return;
    if (m_highlighter == nullptr) {
        if (m_spans.list.isEmpty())
            return; // most texts have no formats and need no highlighter
        m_highlighter = new SpanHighlighter(m_document->textDocument());
    }
    m_highlighter->spans = m_spans;
    m_highlighter->codeColor = m_codeColor;
    m_highlighter->codeBackground = m_codeBackground;
    m_highlighter->linkColor = m_linkColor;
    m_highlighter->codeFamily = m_codeFamily;
    m_highlighter->rehighlight();
}

} // namespace ui
