// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/code_formatter.h"

#include "ui/chat/code_lexer.h"

#include <QSyntaxHighlighter>
#include <QTextDocument>

#include <array>

namespace ui
{

// A highlighter adds formats to the layout only: the document stays plain text.
class CodeHighlighter : public QSyntaxHighlighter
{
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

    const CodeLanguage* language = nullptr;
    std::array<QColor, 4> colours; // by CodeToken

protected:
    void highlightBlock(const QString& text) override
    {
        if (language == nullptr)
            return;
        m_runs.clear();
        setCurrentBlockState(lexCodeLine(*language, text, std::max(previousBlockState(), kCodeStart), m_runs));
        for (const CodeRun& run : m_runs)
            setFormat(run.start, run.length, colours.at(static_cast<std::size_t>(run.token)));
    }

private:
    std::vector<CodeRun> m_runs;
};

CodeFormatter::CodeFormatter(QObject* parent) : QObject(parent)
{
    connect(this, &CodeFormatter::looksChanged, this, &CodeFormatter::apply);
}

CodeFormatter::~CodeFormatter()
{
    delete m_highlighter.data();
}

void CodeFormatter::setDocument(QQuickTextDocument* document)
{
    if (m_document == document)
        return;
    m_document = document;
    delete m_highlighter.data();
    apply();
    emit documentChanged();
}

void CodeFormatter::apply()
{
    const CodeLanguage* language = codeLanguage(m_language);
    if (!m_document || (language == nullptr && !m_highlighter))
        return;
    if (!m_highlighter)
        m_highlighter = new CodeHighlighter(m_document->textDocument());
    m_highlighter->language = language;
    m_highlighter->colours = {m_comment, m_string, m_number, m_keyword};
    m_highlighter->rehighlight();
}

} // namespace ui
