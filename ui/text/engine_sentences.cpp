// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/engine_sentences.h"

#include "ui/text/engine_catalogue.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <vector>

namespace ui
{
namespace
{

constexpr int kDeepest = 4;               // sentences within sentences
constexpr qsizetype kLongestOfAll = 4000; // of what is matched; longer ones are no sentences

struct Pattern {
    const char* source = nullptr;
    bool refusal = false;
    qsizetype letters = 0; // that are its own: the pattern with most of them fits best
    QString core;          // its longest own words: what lacks them is passed over quickly
    QRegularExpression expression;
};

struct Found {
    const Pattern* pattern = nullptr;
    QRegularExpressionMatch match;
};

bool isPlace(const QString& text, qsizetype at)
{
    return text[at] == u'%' && at + 1 < text.size() && text[at + 1] >= u'1' && text[at + 1] <= u'9';
}

Pattern compiled(const char* source, bool refusal)
{
    Pattern pattern{.source = source, .refusal = refusal};
    const QString text = (refusal ? QStringLiteral("%1 ") : QString()) + QString::fromUtf8(source);
    QString expression;
    QString words;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (isPlace(text, at)) {
            expression += QStringLiteral("(.+?)");
            words.clear();
            ++at;
            continue;
        }
        expression += QRegularExpression::escape(text.sliced(at, 1));
        ++pattern.letters;
        words += text[at];
        if (words.size() > pattern.core.size())
            pattern.core = words;
    }
    if (refusal)
        expression += QStringLiteral("\\.?");
    pattern.expression.setPattern(QRegularExpression::anchoredPattern(expression));
    pattern.expression.setPatternOptions(QRegularExpression::DotMatchesEverythingOption);
    return pattern;
}

const std::vector<Pattern>& patterns()
{
    static const std::vector<Pattern> all = [] {
        std::vector<Pattern> made;
        for (const char* source : kEngineSentences)
            made.push_back(compiled(source, false));
        for (const char* source : kEngineRefusals) {
            made.push_back(compiled(source, true));
            made.push_back(compiled(source, false)); // within another sentence
        }
        return made;
    }();
    return all;
}

Found find(const QString& english)
{
    Found best;
    for (const Pattern& pattern : patterns()) {
        if ((best.pattern && pattern.letters <= best.pattern->letters) || !english.contains(pattern.core))
            continue;
        if (QRegularExpressionMatch match = pattern.expression.match(english); match.hasMatch())
            best = {&pattern, std::move(match)};
    }
    return best;
}

QString translated(const QString& english, int depth);

// The places of the translation, in whatever order; once, so that what fills them is never taken for a place. Of a
// refusal the first capture is the file's name.
QString filled(const Found& found, const QString& text, int depth)
{
    const int first = found.pattern->refusal ? 1 : 0;
    QString all = found.pattern->refusal ? found.match.captured(1) + u' ' : QString();
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (isPlace(text, at))
            all += translated(found.match.captured(text[++at].digitValue() + first), depth + 1);
        else
            all += text[at];
    }
    //: ends a sentence
    return found.pattern->refusal ? all + QCoreApplication::translate("Engine", ".") : all;
}

QString translated(const QString& english, int depth)
{
    if (depth > kDeepest || english.size() > kLongestOfAll)
        return english;
    const Found found = find(english);
    if (!found.pattern)
        return english;
    return filled(found, QCoreApplication::translate("Engine", found.pattern->source), depth);
}

} // namespace

QString engineSentence(const QString& english)
{
    const char* const known = QT_TRANSLATE_NOOP("Engine", "Loading was stopped.");
    if (english.isEmpty() || QCoreApplication::translate("Engine", known) == QLatin1String(known))
        return english; // there is no other language
    return translated(english, 0);
}

QString engineSentence(const std::string& english)
{
    return engineSentence(QString::fromStdString(english));
}

QString enginePattern(const QString& english)
{
    const Found found = find(english);
    return found.pattern ? QString::fromUtf8(found.pattern->source) : QString();
}

} // namespace ui
