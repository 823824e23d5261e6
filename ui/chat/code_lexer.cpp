// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/code_lexer.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <utility>

namespace ui
{

struct CodeLanguage {
    QString lineComment; // empty: none
    QString blockOpen;   // of a comment over several lines
    QString blockClose;
    QString quotes;       // characters that open and close a string on one line
    QString longQuotes;   // marks of strings over several lines, separated by spaces
    QString words;        // keywords, separated by spaces
    bool anyCase = false; // of keywords
    QSet<QString> keywords = {};
};

namespace
{

const QString kC = QStringLiteral(
    "auto bool break case char const continue default do double else enum extern false float for goto if inline int "
    "long "
    "nullptr register return short signed sizeof static struct switch true typedef union unsigned void volatile while "
    "NULL ");
const QString kCpp =
    kC +
    QStringLiteral(
        "alignas alignof and asm catch class co_await co_return co_yield concept consteval constexpr constinit "
        "decltype delete "
        "explicit export final friend mutable namespace new noexcept not operator or override private protected public "
        "requires static_assert static_cast dynamic_cast reinterpret_cast const_cast template this thread_local throw "
        "try "
        "typeid typename using virtual __global__ __device__ __host__ __shared__");
const QString kJava = QStringLiteral(
    "abstract as async await base boolean break by byte case catch char class companion const continue data decimal "
    "default "
    "do double else enum extends false final finally float for foreach fun get if implements import in instanceof int "
    "interface internal is lambda long namespace native new null object out override package private protected public "
    "readonly record return sealed set short static string struct super switch synchronized this throw throws true try "
    "typeof using val var virtual void volatile when while yield");
const QString kScript = QStringLiteral("any as async await boolean break case catch class const continue debugger "
                                       "declare default delete do else enum export "
                                       "extends false finally for from function get if implements import in instanceof "
                                       "interface keyof let namespace never new "
                                       "null number of private protected public readonly return set static string "
                                       "super switch this throw true try type typeof "
                                       "undefined unknown var void while with yield");
const QString kPython =
    QStringLiteral("False None True and as assert async await break case class continue def del elif else except "
                   "finally for from global "
                   "if import in is lambda match nonlocal not or pass raise return self try while with yield");
const QString kShell = QStringLiteral(
    "alias break case continue declare do done echo elif else esac eval exec exit export fi for function if in local "
    "return select set shift source sudo then trap until unset while cd");
const QString kRust = QStringLiteral("Self as async await bool box break char const continue crate dyn else enum "
                                     "extern f32 f64 false fn for i16 i32 i64 i8 "
                                     "if impl in isize let loop match mod move mut pub ref return self static str "
                                     "struct super trait true type u16 u32 u64 "
                                     "u8 unsafe use usize where while");
const QString kGo = QStringLiteral("any bool break byte case chan const continue default defer else error fallthrough "
                                   "false float32 float64 for func go "
                                   "goto if import int int32 int64 interface iota map nil package range return rune "
                                   "select string struct switch true type "
                                   "uint uint32 uint64 var");
const QString kSql = QStringLiteral("add all alter and as asc begin between by case cascade check column commit "
                                    "constraint create cross database default "
                                    "delete desc distinct drop else end exists foreign from full group having if in "
                                    "index inner insert into is join key "
                                    "left like limit not null offset on or order outer primary references right "
                                    "rollback select set table then transaction "
                                    "union unique update values view when where with");
const QString kLua = QStringLiteral(
    "and break do else elseif end false for function goto if in local nil not or repeat return then true until while");
const QString kRuby = QStringLiteral(
    "alias and begin break case class def do else elsif end ensure false for if in module next nil not or redo rescue "
    "retry return self super then true undef unless until when while yield require");
const QString kData = QStringLiteral("true false null yes no on off");

using Table = QHash<QString, CodeLanguage>;

void add(Table& table, const char* names, CodeLanguage language)
{
    const QStringList words = language.words.split(u' ', Qt::SkipEmptyParts);
    language.keywords = QSet<QString>(words.begin(), words.end());
    for (const QString& name : QString::fromLatin1(names).split(u' '))
        table.insert(name, language);
}

Table makeTable()
{
    const QString both = QStringLiteral("\"'");
    const QString slashes = QStringLiteral("//");
    const QString hash = QStringLiteral("#");
    const QString open = QStringLiteral("/*");
    const QString close = QStringLiteral("*/");
    const QString triple = QStringLiteral("\"\"\" '''");
    Table table;
    add(table, "c h", {slashes, open, close, both, {}, kC});
    add(table, "cpp c++ cc cxx hpp cuda cu arduino", {slashes, open, close, both, {}, kCpp});
    add(table, "java kotlin kt cs c# csharp scala swift dart",
        {slashes, open, close, both, QStringLiteral("\"\"\""), kJava});
    add(table, "js javascript jsx ts typescript tsx qml php",
        {slashes, open, close, both, QStringLiteral("`"), kScript});
    add(table, "rust rs", {slashes, open, close, QStringLiteral("\""), {}, kRust});
    add(table, "go golang", {slashes, open, close, both, QStringLiteral("`"), kGo});
    add(table, "css scss less", {{}, open, close, both, {}, {}});
    add(table, "python py python3 ipython", {hash, {}, {}, both, triple, kPython});
    add(table, "bash sh shell zsh console fish makefile make dockerfile docker cmake",
        {hash, {}, {}, both, {}, kShell});
    add(table, "ruby rb perl r julia jl elixir", {hash, {}, {}, both, {}, kRuby});
    add(table, "sql sqlite postgresql mysql",
        {QStringLiteral("--"), open, close, QStringLiteral("'\""), {}, kSql, true});
    add(table, "lua haskell hs", {QStringLiteral("--"), {}, {}, both, {}, kLua});
    add(table, "json json5 jsonc", {slashes, {}, {}, QStringLiteral("\""), {}, kData});
    add(table, "yaml yml toml ini conf properties", {hash, {}, {}, both, {}, kData});
    add(table, "html xml svg qrc", {{}, QStringLiteral("<!--"), QStringLiteral("-->"), QStringLiteral("\""), {}, {}});
    return table;
}

// States between lines: 0, inside a comment, or inside the long string of this number.
constexpr int kInComment = 1;
constexpr int kInString = 2;

bool isWordPart(QChar letter)
{
    return letter.isLetterOrNumber() || letter == u'_';
}

class Line
{
public:
    Line(const CodeLanguage& language, QStringView text, std::vector<CodeRun>& runs)
        : m_language(language),
          m_text(text),
          m_runs(runs)
    {
    }

    int lex(int state)
    {
        if (state == kInComment)
            state = finish(m_language.blockClose, 0, CodeToken::Comment) ? kCodeStart : kInComment;
        else if (state >= kInString)
            state = finish(longQuote(state - kInString), 0, CodeToken::String) ? kCodeStart : state;
        while (m_at < m_text.size())
            state = next();
        return state;
    }

private:
    int next()
    {
        const QStringView rest = m_text.sliced(m_at);
        if (starts(rest, m_language.blockOpen))
            return finish(m_language.blockClose, m_language.blockOpen.size(), CodeToken::Comment) ? kCodeStart
                                                                                                  : kInComment;
        if (starts(rest, m_language.lineComment) && beginsComment()) {
            put(m_text.size(), CodeToken::Comment);
            return kCodeStart;
        }
        const QStringList marks = m_language.longQuotes.split(u' ', Qt::SkipEmptyParts);
        for (int i = 0; i < marks.size(); ++i)
            if (rest.startsWith(marks[i]))
                return finish(marks[i], marks[i].size(), CodeToken::String) ? kCodeStart : kInString + i;
        if (m_language.quotes.contains(rest[0]))
            string(rest[0]);
        else if (rest[0].isDigit())
            word(CodeToken::Number);
        else if (isWordPart(rest[0]))
            word(CodeToken::Keyword);
        else
            ++m_at;
        return kCodeStart;
    }

    static bool starts(QStringView rest, const QString& mark) { return !mark.isEmpty() && rest.startsWith(mark); }

    // "#" within a word is no comment: ${#list}, colour#1.
    bool beginsComment() const { return m_language.lineComment.size() > 1 || m_at == 0 || m_text[m_at - 1].isSpace(); }

    QString longQuote(int number) const { return m_language.longQuotes.split(u' ', Qt::SkipEmptyParts).value(number); }

    // To behind the next `mark`, or to the end of the line; whether it was there.
    bool finish(const QString& mark, qsizetype skip, CodeToken token)
    {
        const qsizetype end = mark.isEmpty() ? -1 : m_text.indexOf(mark, m_at + skip);
        put(end < 0 ? m_text.size() : end + mark.size(), token);
        return end >= 0;
    }

    void string(QChar quote)
    {
        qsizetype end = m_at + 1;
        while (end < m_text.size() && m_text[end] != quote)
            end += m_text[end] == u'\\' ? 2 : 1;
        put(std::min(end + 1, m_text.size()), CodeToken::String);
    }

    void word(CodeToken token)
    {
        qsizetype end = m_at + 1;
        while (end < m_text.size() && (isWordPart(m_text[end]) || (token == CodeToken::Number && m_text[end] == u'.')))
            ++end;
        const QString text = m_text.sliced(m_at, end - m_at).toString();
        if (token == CodeToken::Number || m_language.keywords.contains(m_language.anyCase ? text.toLower() : text))
            put(end, token);
        m_at = end;
    }

    void put(qsizetype end, CodeToken token)
    {
        if (end > m_at)
            m_runs.push_back({static_cast<int>(m_at), static_cast<int>(end - m_at), token});
        m_at = end;
    }

    const CodeLanguage& m_language;
    QStringView m_text;
    std::vector<CodeRun>& m_runs;
    qsizetype m_at = 0;
};

} // namespace

const CodeLanguage* codeLanguage(const QString& name)
{
    static const Table table = makeTable();
    const auto found = table.constFind(name.toLower());
    return found == table.constEnd() ? nullptr : &*found;
}

int lexCodeLine(const CodeLanguage& language, QStringView line, int state, std::vector<CodeRun>& runs)
{
    return Line(language, line, runs).lex(state);
}

} // namespace ui
