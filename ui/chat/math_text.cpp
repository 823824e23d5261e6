// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/math_text.h"

#include <QHash>

#include <algorithm>
#include <array>

namespace ui
{
namespace
{

constexpr int kDeepest = 32; // groups within groups; deeper ones are shown as they are

// By command, in pairs of words.
QHash<QString, QString> makeSigns()
{
    const QString pairs = QStringLiteral(
        "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ "
        "mu μ nu ν "
        "xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ "
        "Xi Ξ Pi Π "
        "Sigma Σ Phi Φ Psi Ψ Omega Ω times × cdot · div ÷ pm ± mp ∓ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ sim ∼ "
        "simeq ≃ "
        "equiv ≡ propto ∝ ll ≪ gg ≫ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ oint ∮ in ∈ notin ∉ ni ∋ subset ⊂ "
        "subseteq ⊆ "
        "supset ⊃ supseteq ⊇ cup ∪ cap ∩ setminus ∖ emptyset ∅ varnothing ∅ forall ∀ exists ∃ neg ¬ lnot ¬ land ∧ "
        "wedge ∧ lor ∨ "
        "vee ∨ oplus ⊕ otimes ⊗ to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow "
        "⇔ implies ⇒ "
        "iff ⇔ mapsto ↦ uparrow ↑ downarrow ↓ ldots … cdots ⋯ dots … vdots ⋮ langle ⟨ rangle ⟩ lceil ⌈ rceil ⌉ lfloor "
        "⌊ rfloor ⌋ "
        "mid | parallel ∥ perp ⊥ angle ∠ circ ∘ bullet • star ⋆ ast ∗ prime ′ hbar ℏ ell ℓ Re ℜ Im ℑ aleph ℵ degree ° "
        "therefore ∴ "
        "because ∵ checkmark ✓ lvert | rvert | lVert ‖ rVert ‖ Vert ‖ triangle △ square □ blacksquare ∎");
    QHash<QString, QString> signs;
    const QStringList words = pairs.split(u' ');
    for (qsizetype i = 0; i + 1 < words.size(); i += 2)
        signs.insert(words[i], words[i + 1]);
    for (const char* space : {"quad", "qquad", ",", ";", ":", " ", "space", "&"})
        signs.insert(QString::fromLatin1(space), QStringLiteral(" "));
    for (const char* nothing : {"left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "bigg", "displaystyle",
                                "limits", "nolimits", "!", "textstyle", "middle"})
        signs.insert(QString::fromLatin1(nothing), QString());
    signs.insert(QStringLiteral("\\"), QStringLiteral("\n"));
    return signs;
}

// Of each pair the second is the first one raised or lowered; a letter that is in none has no such sign.
const QString kRaised = QStringLiteral("0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻=⁼(⁽)⁾nⁿiⁱTᵀ′′aᵃbᵇcᶜdᵈeᵉkᵏmᵐtᵗxˣ");
const QString kLowered = QStringLiteral("0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋=₌(₍)₎aₐeₑiᵢjⱼkₖmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓ");
const QString kBlackboard = QStringLiteral("CℂEℰNℕPℙQℚRℝZℤ");

QString byPairs(const QString& text, const QString& pairs)
{
    QString changed;
    for (const QChar letter : text) {
        qsizetype at = 0;
        while (at < pairs.size() && pairs[at] != letter)
            at += 2;
        if (at >= pairs.size())
            return {};
        changed += pairs[at + 1];
    }
    return changed;
}

QString inBrackets(const QString& text)
{
    const bool plain = std::all_of(text.begin(), text.end(), [](QChar c) { return c.isLetterOrNumber() || c == u'.'; });
    return plain ? text : u'(' + text + u')';
}

class Formula
{
public:
    explicit Formula(QStringView latex) : m_latex(latex) {}

    QString sequence(int depth, bool toBrace)
    {
        QString text;
        while (m_at < m_latex.size()) {
            const QChar letter = m_latex[m_at];
            if (letter == u'}') {
                ++m_at;
                if (toBrace)
                    break;
            } else if (letter == u'^' || letter == u'_') {
                ++m_at;
                text += index(letter, depth);
            } else if (letter == u'&') {
                ++m_at;
                text += u' ';
            } else {
                text += unit(depth);
            }
        }
        return text;
    }

private:
    // A group, a command with what belongs to it, or one letter.
    QString unit(int depth)
    {
        const QChar letter = m_latex[m_at++];
        if (letter == u'{')
            return depth < kDeepest ? sequence(depth + 1, true) : QStringLiteral("{");
        if (letter == u'~')
            return QStringLiteral(" ");
        return letter == u'\\' ? command(depth) : QString(letter);
    }

    QString argument(int depth)
    {
        while (m_at < m_latex.size() && m_latex[m_at].isSpace())
            ++m_at;
        return m_at < m_latex.size() && depth < kDeepest ? unit(depth + 1) : QString();
    }

    QString index(QChar kind, int depth)
    {
        const QString text = argument(depth);
        const QString sign = byPairs(text, kind == u'^' ? kRaised : kLowered);
        if (!sign.isEmpty() || text.isEmpty())
            return sign;
        return kind + inBrackets(text);
    }

    QString name()
    {
        if (m_at >= m_latex.size())
            return {};
        qsizetype end = m_at;
        while (end < m_latex.size() && m_latex[end].unicode() < 128 && m_latex[end].isLetter())
            ++end;
        end = std::max(end, m_at + 1);
        const QString name = m_latex.sliced(m_at, end - m_at).toString();
        m_at = end;
        return name;
    }

    QString command(int depth)
    {
        static const QHash<QString, QString> signs = makeSigns();
        const QString word = name();
        if (const auto sign = signs.constFind(word); sign != signs.constEnd())
            return *sign;
        if (word.endsWith(u"frac") || word.endsWith(u"binom")) {
            const QString above = argument(depth);
            const QString below = argument(depth);
            return word.endsWith(u"frac") ? inBrackets(above) + u'/' + inBrackets(below)
                                          : u'(' + above + QStringLiteral(" over ") + below + u')';
        }
        if (word == u"sqrt")
            return root(depth);
        if (word == u"mathbb") {
            const QString text = argument(depth);
            const QString sign = byPairs(text, kBlackboard);
            return sign.isEmpty() ? text : sign;
        }
        if (word == u"begin" || word == u"end") {
            argument(depth);
            return {};
        }
        if (word.startsWith(u"text") || word.startsWith(u"math") || word == u"operatorname" || word == u"boxed")
            return argument(depth);
        return word;
    }

    QString root(int depth)
    {
        QString degree;
        if (m_at < m_latex.size() && m_latex[m_at] == u'[') {
            const qsizetype end = m_latex.indexOf(u']', m_at);
            if (end > 0) {
                degree = byPairs(m_latex.sliced(m_at + 1, end - m_at - 1).toString(), kRaised);
                m_at = end + 1;
            }
        }
        return degree + u'√' + inBrackets(argument(depth));
    }

    QStringView m_latex;
    qsizetype m_at = 0;
};

bool isFence(QStringView line)
{
    const QStringView text = line.trimmed();
    return text.startsWith(u"```") || text.startsWith(u"~~~");
}

// The end of the code span that begins at `at`, or of its opening marks where it never ends.
qsizetype codeEnd(QStringView text, qsizetype at)
{
    qsizetype marks = 0;
    while (at + marks < text.size() && text[at + marks] == u'`')
        ++marks;
    for (qsizetype i = at + marks; i < text.size();) {
        qsizetype run = 0;
        while (i + run < text.size() && text[i + run] == u'`')
            ++run;
        if (run == marks)
            return i + run;
        i += std::max<qsizetype>(run, 1);
    }
    return at + marks;
}

struct Mark {
    QStringView open;
    QStringView close;
    QStringView dollars;
    bool everCloses = true; // looked for once only, so that a page of open marks takes no time
};

// The end of the formula that begins at `at` with `mark`, or -1: it is not empty and within a paragraph.
qsizetype formulaEnd(QStringView text, qsizetype at, Mark& mark)
{
    if (!mark.everCloses || !text.sliced(at).startsWith(mark.open))
        return -1;
    const qsizetype end = text.indexOf(mark.close, at + mark.open.size());
    mark.everCloses = end >= 0;
    if (end < 0)
        return -1;
    const QStringView inner = text.sliced(at + mark.open.size(), end - at - mark.open.size());
    return inner.trimmed().isEmpty() || inner.contains(u"\n\n") ? -1 : end;
}

// Behind the formula "$...$" that begins at `at`, or -1. Prices are none: no space inside of the marks, no digit behind
// (the rule of Pandoc's extension tex_math_dollars).
qsizetype dollarsEnd(QStringView text, qsizetype at)
{
    const qsizetype end = text.indexOf(u'$', at + 1);
    const qsizetype line = text.indexOf(u'\n', at);
    if (end <= at + 1 || (line >= 0 && line < end) || text[at + 1].isSpace() || text[end - 1].isSpace())
        return -1;
    return end + 1 < text.size() && text[end + 1].isDigit() ? -1 : end + 1;
}

// Copies a stretch without fences.
void copyProse(QStringView text, QString& out)
{
    std::array<Mark, 3> marks{Mark{u"\\(", u"\\)", u"$"}, Mark{u"\\[", u"\\]", u"$$"}, Mark{u"$$", u"$$", u"$$"}};
    qsizetype at = 0;
    const auto copyTo = [&](qsizetype end) {
        out += text.sliced(at, end - at);
        at = end;
    };
    while (at < text.size()) {
        if (text[at] == u'`') {
            copyTo(codeEnd(text, at));
            continue;
        }
        qsizetype end = -1;
        const auto mark = std::find_if(marks.begin(), marks.end(), [&](Mark& candidate) {
            return (text[at] == u'\\' || text[at] == u'$') && (end = formulaEnd(text, at, candidate)) >= 0;
        });
        if (mark == marks.end() && text[at] == u'$') {
            const qsizetype behind = dollarsEnd(text, at);
            out += QStringView(behind < 0 ? u"\\" : u"");
            copyTo(behind < 0 ? at + 1 : behind);
            continue;
        }
        if (mark == marks.end()) {
            copyTo(std::min(at + (text[at] == u'\\' ? 2 : 1), text.size())); // an escaped sign begins nothing
            continue;
        }
        const qsizetype begin = at + mark->open.size();
        out += mark->dollars;
        out += text.sliced(begin, end - begin).trimmed().toString().replace(u'\n', u' ');
        out += mark->dollars;
        at = end + mark->close.size();
    }
}

} // namespace

QString mathText(QStringView latex)
{
    return Formula(latex).sequence(0, false).trimmed();
}

QString withMathMarks(QStringView markdown)
{
    if (!markdown.contains(u'\\') && !markdown.contains(u'$'))
        return markdown.toString();
    QString out;
    out.reserve(markdown.size());
    qsizetype begin = 0; // of the stretch of prose or code that is not copied yet
    bool inFence = false;
    const auto copyTo = [&](qsizetype end) {
        if (inFence)
            out += markdown.sliced(begin, end - begin);
        else
            copyProse(markdown.sliced(begin, end - begin), out);
        begin = end;
    };
    for (qsizetype at = 0; at < markdown.size();) {
        const qsizetype newline = markdown.indexOf(u'\n', at);
        const qsizetype next = newline < 0 ? markdown.size() : newline + 1;
        if (isFence(markdown.sliced(at, next - at))) {
            copyTo(inFence ? next : at); // both its lines are copied with the code
            inFence = !inFence;
        }
        at = next;
    }
    copyTo(markdown.size());
    return out;
}

} // namespace ui
