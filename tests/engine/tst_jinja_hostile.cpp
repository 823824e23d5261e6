// SPDX-License-Identifier: GPL-3.0-or-later
// Templates that mean harm. Each must end in an error that names its reason, in less than 250 ms of processor time.
#include "engine/error.h"
#include "engine/text/chat_template.h"
#include "tests/support/processor_time.h"

#include <QTest>
#include <string>

using engine::text::ChatTemplate;
using Json = nlohmann::ordered_json;

namespace
{

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
constexpr double kSlower = 12; // instrumented or unoptimised
#else
constexpr double kSlower = 1;
#endif
constexpr double kMilliseconds = 250 * kSlower;

std::string times(std::size_t count, const std::string& text)
{
    std::string out;
    out.reserve(count * text.size());
    for (; count > 0; --count)
        out += text;
    return out;
}

std::string around(std::size_t depth, const std::string& open, const std::string& middle, const std::string& close)
{
    return times(depth, open) + middle + times(depth, close);
}

// A loop that runs `body` as long as the limits allow.
std::string endless(const std::string& before, const std::string& body)
{
    return before + "{% for i in range(100000) %}{% for j in range(100000) %}" + body + "{% endfor %}{% endfor %}";
}

} // namespace

class JinjaHostileTest : public QObject
{
    Q_OBJECT

private:
    static void row(const char* name, const std::string& source, const char* reason)
    {
        QTest::newRow(name) << QByteArray::fromStdString(source) << QString(reason);
    }

    static void sourceRows()
    {
        const std::size_t million = std::size_t{1} << 20;
        row("1 MiB of {", std::string(million, '{'), "tokens");
        row("1 MiB of (", "{{" + std::string(million - 2, '('), "tokens");
        row("100 kB of (", "{{" + around(50'000, "(", "1", ")") + "}}", "nested too deeply");
        row("100 kB of [", "{{" + around(50'000, "[", "1", "]") + "}}", "nested too deeply");
        row("100 kB of -", "{{" + std::string(100'000, '-') + "1}}", "nested too deeply");
        row("100,000 nots", "{{" + times(60'000, "not ") + "1}}", "nested too deeply");
        row("parentheses, closed", "{{" + around(70, "(", "1", ")") + "}}", "nested too deeply");
        row("dicts in dicts", "{{" + around(70, "{1:", "1", "}") + "}}", "nested too deeply");
        row("else if chain", "{{" + times(70, "1 if x else ") + "2}}", "nested too deeply");
        row("ifs in ifs", around(70, "{% if 1 %}", "x", "{% endif %}"), "nested too deeply");
        row("fors in fors", around(70, "{% for a in b %}", "x", "{% endfor %}"), "nested too deeply");
        row("macros in macros", around(70, "{% macro m() %}", "x", "{% endmacro %}"), "nested too deeply");
        row("calls in calls", "{{" + around(70, "f(", "1", ")") + "}}", "nested too deeply");
        row("subscripts in subscripts", "{{" + around(70, "a[", "1", "]") + "}}", "nested too deeply");
        row("attribute chain", "{{ a" + times(60'000, ".b") + " }}", "chained too long");
        row("filter chain", "{{ a" + times(60'000, "|e") + " }}", "chained too long");
        row("call chain", "{{ a" + times(60'000, "()") + " }}", "chained too long");
        row("too many items", "{{ [" + times(190'000, "1,") + "] }}", "too large");
        row("too many statements", times(100'001, "{{1}}") + "{{", "too large");
        row("larger than 1 MiB", std::string(million + 1, ' '), "larger than 1024 KiB");
        row("not UTF-8", "abc\xff\xfe", "not UTF-8");
        row("lone surrogate", "{{ '\\ud800' }}", "illegal Unicode character");
        row("code point too large", "{{ '\\U00110000' }}", "illegal Unicode character");
        row("truncated escape", "{{ '\\x4' }}", "truncated escape");
        row("NUL in an expression", std::string("{{ a \0 b }}", 11), "unexpected character with the code 0");
        row("control characters", "{{ a \x01 }}", "unexpected character with the code 1");
        row("open string", "{{ 'abc", "never closed");
        row("open comment", "{# abc", "missing end of comment");
        row("open raw", "{% raw %}{{", "missing end of raw");
        row("open variable", "{{ a", "end of the template");
        row("open block", "{% if a", "end of the template");
        row("open if", "{% if a %}", "ends inside 'if'");
        row("wrong bracket", "{{ (a] }}", "unexpected ']'");
        row("wrong end", "{% if a %}{% endfor %}", "unknown tag 'endfor'");
        row("number too long", "{{ " + std::string(100'000, '9') + " }}", "64 bits");
        row("float out of range", "{{ 1e999999999 }}", "out of range");
        row(
            "many names in many branches",
            [] {
                std::string source;
                for (int i = 0; i < 9'000; ++i)
                    source += "{%if a%}{%set v" + std::to_string(i) + "=1%}{%endif%}";
                return source;
            }(),
            "too large");
        row("include", "{% include '/etc/passwd' %}", "no place in a chat template");
    }

    static void runRows()
    {
        row("macro calls itself", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "calls are nested too deeply");
        row("two macros call each other",
            "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}{{ f() }}",
            "calls are nested too deeply");
        row("macro doubles", "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(60) }}",
            "takes too long");
        row("caller calls itself",
            "{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{{ caller() }}{% endmacro %}{{ f() }}",
            "calls are nested too deeply");
        row("recursive loop", "{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}", "calls are nested too deeply");
        row("deep expression in deep calls",
            "{% macro f(n) %}{{ " + around(50, "[", "f(n)", "][0]") + " }}{% endmacro %}{{ f(1) }}", "too deeply");
        row("range too large", "{{ range(100001)|list }}", "range is too large");
        row("range far too large", "{{ range(-9223372036854775807, 9223372036854775807) }}", "range is too large");
        row("range without end", "{% for i in range(0, 1, 0) %}{% endfor %}", "step must not be zero");
        row("loops in loops", endless("", "x"), "");
        row("silent loops", endless("", ""), "takes too long");
        row("output without end", endless("{% set s = 'x' * 1000000 %}", "{{ s }}"), "too long");
        row("string times number", "{{ 'x' * 9223372036854775807 }}", "more than 16 MiB");
        row("string times number, empty loops", "{{ ('' * 9223372036854775807) + 1 }}", "unsupported operand");
        row("list times number", "{{ [1] * 9223372036854775807 }}", "list grows too long");
        row("many large lists", endless("{% set n = namespace(l=[]) %}", "{% set n.l = [n.l] + [[1] * 900000] %}"), "");
        row("string doubles", endless("{% set n = namespace(s='ab') %}", "{% set n.s = n.s + n.s %}"), "16 MiB");
        row("string grows", endless("{% set n = namespace(s='') %}", "{% set n.s = n.s ~ 'abcdefgh' %}"), "too long");
        row("many strings kept", endless("{% set n = namespace(l=[]) %}", "{% set n.l = n.l + ['x' * 9000000 ~ i] %}"),
            "memory");
        row("list doubles", endless("{% set n = namespace(l=[1]) %}", "{% set n.l = n.l + n.l %}"), "");
        row("lists in lists", endless("{% set n = namespace(l=[]) %}", "{% set n.l = [n.l] %}"), "nested too deeply");
        row("lists shared in lists, printed",
            "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
            "");
        row("lists shared in lists, compared",
            "{% set a = namespace(l=[1]) %}{% set b = namespace(l=[1]) %}{% for i in range(60) %}"
            "{% set a.l = [a.l, a.l] %}{% set b.l = [b.l, b.l] %}{% endfor %}{{ a.l == b.l }}",
            "takes too long");
        row("lists shared in lists, as JSON",
            "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}"
            "{{ n.l|tojson }}",
            "");
        row("tuples shared in tuples, as key",
            "{% set n = namespace(l=(1,)) %}{% for i in range(60) %}{% set n.l = (n.l, n.l) %}{% endfor %}"
            "{{ {n.l: 1} }}",
            "key grows too long");
        row("generators in generators", endless("{% set n = namespace(g=[1]) %}", "{% set n.g = n.g|map('string') %}"),
            "nested too deeply");
        row("methods in dicts", endless("{% set n = namespace(d={'g': 1}) %}", "{% set n.d = {'g': n.d.get} %}"),
            "nested too deeply");
        row("loops kept in loops",
            "{% set n = namespace(l=1) %}{% for i in range(100000) %}{% set p = n.l %}{% for x in [p] %}"
            "{% set n.l = loop %}{% endfor %}{% endfor %}{{ 1 // 0 }}",
            "");
        row("namespaces linked",
            "{% set n = namespace() %}{% set n.cur = n %}{% for i in range(60000) %}{% set c = n.cur %}"
            "{% set x = namespace() %}{% set c.next = x %}{% set n.cur = x %}{% endfor %}{{ 1 // 0 }}",
            "");
        row("macros linked",
            "{% set n = namespace(f=1) %}{% macro w(f) %}{% macro g() %}{{ f }}{% endmacro %}{% set n.f = g %}"
            "{% endmacro %}{% for i in range(60000) %}{% set _ = w(n.f) %}{% endfor %}{{ 1 // 0 }}",
            "");
        row("namespace in itself", "{% set n = namespace() %}{% set n.n = n %}{{ n }}{{ n|tojson }}",
            "not JSON serializable");
        row("namespace compared with itself", "{% set n = namespace() %}{% set n.n = n %}{{ n == n }}{{ n < n }}",
            "not supported between");
        row("replace makes it long", "{{ ('x' * 100000)|replace('', 'y' * 100000) }}", "more than 16 MiB");
        row("join makes it long", "{{ range(100000)|join('x' * 100000) }}", "more than 16 MiB");
        row("indent makes it long", "{{ ('a\\n' * 100000)|indent(100000) }}", "more than 16 MiB");
        row("indent by a huge number", "{{ 'a'|indent(9223372036854775807) }}", "more than 16 MiB");
        row("center in a huge width", "{{ 'a'|center(9223372036854775807) }}", "more than 16 MiB");
        row("zfill to a huge width", "{{ 'a'.zfill(9223372036854775807) }}", "more than 16 MiB");
        row("format with a huge width", "{{ '{:99999999999}'.format(1) }}", "too large");
        row("percent with a huge width", "{{ '%99999999999d' % 1 }}", "too large");
        row("percent with a huge precision", "{{ '%.99999999999f' % 1.0 }}", "too large");
        row("format in format in format", "{{ '{:{:{:{}}}}'.format(1,2,3,4) }}", "recursion");
        row("JSON with a huge indent", "{{ [[[[[[1]]]]]]|tojson(indent='x' * 4000000) }}", "16 MiB");
        row("batch by a huge number", "{{ [1]|batch(9223372036854775807, 0)|list }}", "too large");
        row("slice by a huge number", "{{ [1]|slice(9223372036854775807)|list }}", "too many slices");
        row("searching for ever", endless("{% set s = 'ab' * 5000000 %}", "{% if 'ba!' in s %}{% endif %}"),
            "takes too long");
        row("splitting for ever", endless("{% set s = 'a ' * 100000 %}", "{% set x = s.split() %}"), "takes too long");
        row("sorting for ever", endless("{% set l = range(50000)|reverse|list %}", "{% set x = l|sort %}"),
            "takes too long");
        row("repr of a long string", endless("{% set s = ['x' * 1000000] %}", "{{ s }}"), "too long");
        row("division by zero", "{{ 1 / 0 }}", "division by zero");
        row("modulo by zero", "{{ 1 % 0 }}", "modulo by zero");
        row("smallest by minus one", "{{ (-9223372036854775807 - 1) // -1 }}", "64 bits");
        row("power without end", "{{ 9 ** 9 ** 9 ** 9 }}", "64 bits");
        row("float power", "{{ 1e300 ** 1e300 }}", "overflow");
        row("dunder climbing", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "has no attribute '__class__'");
        row("globals of a macro", "{% macro f() %}{% endmacro %}{{ f.__globals__['os'].popen('id').read() }}",
            "has no attribute '__globals__'");
        row("format climbing", "{{ '{0.__class__.__mro__}'.format('a') }}", "has no attribute '__class__'");
        row("deep context", "{{ deep }}{{ 1 // 0 }}", "");
    }

private slots:
    void isRefused_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QString>("reason");
        sourceRows();
        runRows();
    }

    void isRefused()
    {
        QFETCH(QByteArray, source);
        QFETCH(QString, reason);
        const support::ProcessorTime time;
        std::string error;
        try {
            ChatTemplate(source.toStdString()).render(Json{{"x", 1}, {"a", 1}});
        } catch (const engine::Error& e) {
            error = e.what();
        }
        const auto spent = static_cast<double>(time.milliseconds());
        QVERIFY2(error.starts_with("The chat template "), error.c_str());
        QVERIFY2(error.find("line ") != std::string::npos, error.c_str());
        QVERIFY2(error.size() < 700, "an error is a sentence");
        QVERIFY2(error.find(reason.toStdString()) != std::string::npos, error.c_str());
        QVERIFY2(spent < kMilliseconds, qPrintable(QString("%1 ms").arg(spent)));
    }

    void contextTooDeep()
    {
        Json deep = 1;
        for (int i = 0; i < 100; ++i)
            deep = Json::array({deep});
        try {
            ChatTemplate("x").render(Json{{"deep", deep}});
            QFAIL("a context 100 levels deep was taken");
        } catch (const engine::Error& error) {
            QVERIFY2(QString(error.what()).contains("nested too deeply"), error.what());
        }
    }

    // Up to the limits everything works.
    void limitsAreNotTooTight()
    {
        const auto text = [](const std::string& source) {
            return engine::text::joinParts(ChatTemplate(source).render(Json::object()));
        };
        QCOMPARE(text("{{ range(100000)|length }}"), std::string("100000"));
        QCOMPARE(text("{{ ('x' * 8000000)|length }}"), std::string("8000000"));
        QCOMPARE(text("{{" + around(60, "(", "1", ")") + "}}"), std::string("1"));
        QCOMPARE(text(around(60, "{% if 1 %}", "x", "{% endif %}")), std::string("x"));
        QCOMPARE(text("{% macro f(n) %}{% if n %}{{ f(n - 1) }}{% endif %}.{% endmacro %}{{ f(60) }}"),
                 std::string(61, '.'));
        QCOMPARE(text("{% set n = namespace(c=0) %}{% for i in range(90000) %}{% set n.c = n.c + 1 %}{% endfor %}"
                      "{{ n.c }}"),
                 std::string("90000"));
    }

    // Bytes that are no UTF-8 can be typed, pasted or come from a tool; they pass through.
    void brokenUtf8InMessagesPassesThrough()
    {
        const std::string broken = "a\xff\xc3(\xe4\xbd z";
        const ChatTemplate reversed("{{ m|upper|trim }}{{ m[::-1]|length }}{{ m|tojson }}{{ [m] }}{{ m.split() }}");
        const auto parts = reversed.render(Json{{"m", broken}});
        QVERIFY(engine::text::joinParts(parts).find("A\xff\xc3(\xe4\xbd Z") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(JinjaHostileTest)
#include "tst_jinja_hostile.moc"
