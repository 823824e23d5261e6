// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/regex_parser.h"

#include "engine/text/utf8.h"

#include <optional>

namespace engine::text
{
namespace
{

using Node = std::unique_ptr<RegexNode>;

constexpr std::size_t kMaxExpression = 16 << 10;
constexpr int kMaxDepth = 50;
constexpr int kMaxCount = 1000;

struct NotUnderstood {
};

Node make(RegexNode::Kind kind)
{
    auto node = std::make_unique<RegexNode>();
    node->kind = kind;
    return node;
}

class Parser
{
public:
    explicit Parser(std::string_view expression) : m_text(expression) {}

    Node parse()
    {
        Node node = alternation(0, false);
        if (m_at != m_text.size())
            throw NotUnderstood(); // an unopened ")"
        return node;
    }

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    bool looksAt(std::string_view what) const { return m_text.substr(m_at, what.size()) == what; }
    bool take(std::string_view what)
    {
        if (!looksAt(what))
            return false;
        m_at += what.size();
        return true;
    }
    char32_t next()
    {
        if (atEnd())
            throw NotUnderstood();
        const Utf8Step step = decodeUtf8(m_text, m_at);
        if (step.code == kNoCharacter)
            throw NotUnderstood();
        m_at += step.length;
        return step.code;
    }

    Node alternation(int depth, bool anyCase)
    {
        if (depth > kMaxDepth)
            throw NotUnderstood();
        Node all = make(RegexNode::Kind::Alternation);
        do
            all->children.push_back(sequence(depth, anyCase));
        while (take("|"));
        return all->children.size() == 1 ? std::move(all->children.front()) : std::move(all);
    }

    Node sequence(int depth, bool anyCase)
    {
        Node all = make(RegexNode::Kind::Sequence);
        while (!atEnd() && !looksAt("|") && !looksAt(")"))
            all->children.push_back(repeated(atom(depth, anyCase)));
        return all;
    }

    Node atom(int depth, bool anyCase)
    {
        if (take("("))
            return group(depth, anyCase);
        if (take("["))
            return classNode(bracket(depth), anyCase);
        if (take("."))
            return classNode(CharSet::of('\n', '\n').negated(), false);
        if (take("^"))
            return make(RegexNode::Kind::LineStart);
        if (take("$"))
            return make(RegexNode::Kind::LineEnd);
        if (looksAt("\\b") || looksAt("\\B")) {
            Node node = make(RegexNode::Kind::WordBoundary);
            node->negative = m_text[m_at + 1] == 'B';
            m_at += 2;
            return node;
        }
        if (take("\\"))
            return classNode(escape(), anyCase);
        const char32_t code = next();
        if (code == '*' || code == '+' || code == '?' || code == '{')
            throw NotUnderstood();
        return classNode(CharSet::of(code, code), anyCase);
    }

    Node classNode(CharSet set, bool anyCase)
    {
        if (anyCase && !set.hasOnlyAsciiCase())
            throw NotUnderstood();
        Node node = make(RegexNode::Kind::Class);
        node->set = anyCase ? set.anyCase() : std::move(set);
        return node;
    }

    Node group(int depth, bool anyCase)
    {
        Node node;
        if (looksAt("?=") || looksAt("?!")) {
            node = make(RegexNode::Kind::LookAhead);
            node->negative = m_text[m_at + 1] == '!';
            m_at += 2;
            node->children.push_back(alternation(depth + 1, anyCase));
        } else if (take("?i:")) {
            node = alternation(depth + 1, true);
        } else if (take("?:") || !looksAt("?")) {
            node = alternation(depth + 1, anyCase);
        } else {
            throw NotUnderstood();
        }
        if (!take(")"))
            throw NotUnderstood();
        return node;
    }

    // A further quantifier on a quantified atom is taken for "?" and "+" only, which are its modes.
    Node repeated(Node atom)
    {
        int least = 0;
        int most = RegexNode::kUnlimited;
        bool braces = false;
        if (take("?")) {
            most = 1;
        } else if (take("+")) {
            least = 1;
        } else if (take("{")) {
            braces = true;
            least = number();
            most = take(",") ? (looksAt("}") ? RegexNode::kUnlimited : number()) : least;
            if (!take("}") || (most != RegexNode::kUnlimited && most < least))
                throw NotUnderstood();
        } else if (!take("*")) {
            return atom;
        }
        if (atom->kind != RegexNode::Kind::Class && atom->kind != RegexNode::Kind::Sequence &&
            atom->kind != RegexNode::Kind::Alternation)
            throw NotUnderstood();
        Node node = make(RegexNode::Kind::Repeat);
        node->least = least;
        node->most = most;
        if (take("?"))
            node->mode = RegexNode::Mode::Lazy;
        else if (!braces && take("+"))
            node->mode = RegexNode::Mode::Possessive;
        if (looksAt("*") || looksAt("+") || looksAt("?") || looksAt("{"))
            throw NotUnderstood();
        node->children.push_back(std::move(atom));
        return node;
    }

    int number()
    {
        int value = 0;
        const std::size_t begin = m_at;
        while (!atEnd() && m_text[m_at] >= '0' && m_text[m_at] <= '9' && value <= kMaxCount)
            value = value * 10 + (m_text[m_at++] - '0');
        if (m_at == begin || value > kMaxCount)
            throw NotUnderstood();
        return value;
    }

    // After the opening bracket. Brackets within are sets of their own, as in Oniguruma; "&&" intersects.
    CharSet bracket(int depth)
    {
        if (depth > kMaxDepth)
            throw NotUnderstood();
        const bool negative = take("^");
        std::optional<CharSet> left; // of a "&&"
        CharSet set;
        const auto joinLeft = [&] { return left ? left->intersected(set) : set; };
        for (bool first = true; first || !looksAt("]"); first = false) {
            if (take("&&")) {
                left = joinLeft();
                set = {};
            } else if (take("[")) {
                if (looksAt(":"))
                    throw NotUnderstood(); // a POSIX class
                set = set.united(bracket(depth + 1));
            } else {
                const CharSet item = classItem();
                if (item.ranges().size() == 1)
                    set.add(item.ranges()[0].first, item.ranges()[0].last);
                else
                    set = set.united(item);
            }
        }
        m_at += 1;
        set = joinLeft();
        return negative ? set.negated() : set;
    }

    CharSet classItem()
    {
        CharSet item;
        if (take("\\")) {
            item = escape();
        } else {
            const char32_t code = next();
            item = CharSet::of(code, code);
        }
        const bool single = item.ranges().size() == 1 && item.ranges()[0].first == item.ranges()[0].last;
        if (!single || !looksAt("-") || m_text.substr(m_at + 1, 1) == "]")
            return item;
        m_at += 1;
        CharSet last;
        if (take("\\")) {
            last = escape();
        } else {
            const char32_t code = next();
            last = CharSet::of(code, code);
        }
        if (last.ranges().size() != 1 || last.ranges()[0].first != last.ranges()[0].last ||
            last.ranges()[0].first < item.ranges()[0].first)
            throw NotUnderstood();
        return CharSet::of(item.ranges()[0].first, last.ranges()[0].first);
    }

    // After the backslash.
    CharSet escape()
    {
        const char32_t code = next();
        switch (code) {
        case 'n':
            return CharSet::of('\n', '\n');
        case 'r':
            return CharSet::of('\r', '\r');
        case 't':
            return CharSet::of('\t', '\t');
        case 'f':
            return CharSet::of('\f', '\f');
        case 'v':
            return CharSet::of('\v', '\v');
        case 's':
            return CharSet::space();
        case 'S':
            return CharSet::space().negated();
        case 'd':
            return CharSet::digit();
        case 'D':
            return CharSet::digit().negated();
        case 'w':
            return CharSet::word();
        case 'W':
            return CharSet::word().negated();
        case 'p':
            return property(false);
        case 'P':
            return property(true);
        case 'x':
            return take("{") ? hexadecimal(8, true) : hexadecimal(2, false);
        case 'u':
            return hexadecimal(4, false);
        default:
            break;
        }
        if ((code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z'))
            throw NotUnderstood();
        return CharSet::of(code, code);
    }

    CharSet property(bool negative)
    {
        std::string_view name = m_text.substr(m_at, 1);
        if (take("{")) {
            negative ^= take("^");
            const auto close = m_text.find('}', m_at);
            if (close == std::string_view::npos)
                throw NotUnderstood();
            name = m_text.substr(m_at, close - m_at);
            m_at = close + 1;
        } else {
            m_at += name.size();
        }
        const auto set = CharSet::property(name);
        if (!set)
            throw NotUnderstood();
        return negative ? set->negated() : *set;
    }

    CharSet hexadecimal(std::size_t digits, bool braced)
    {
        char32_t value = 0;
        std::size_t count = 0;
        for (; count < digits && !atEnd(); ++count, ++m_at) {
            const auto digit = std::string_view("0123456789abcdefABCDEF").find(m_text[m_at]);
            if (digit == std::string_view::npos)
                break;
            value = value * 16 + static_cast<char32_t>(digit < 16 ? digit : digit - 6);
        }
        if (count == 0 || (!braced && count != digits) || value > 0x10FFFF || (braced && !take("}")))
            throw NotUnderstood();
        return CharSet::of(value, value);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

std::unique_ptr<RegexNode> parseRegex(std::string_view expression)
{
    if (expression.size() > kMaxExpression)
        return nullptr;
    try {
        return Parser(expression).parse();
    } catch (const NotUnderstood&) {
        return nullptr;
    }
}

} // namespace engine::text
