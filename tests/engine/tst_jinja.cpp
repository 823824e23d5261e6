// SPDX-License-Identifier: GPL-3.0-or-later
// The template language against Python's jinja2: small templates with their expected output (golden/jinja_cases.json,
// made by golden/make_chat_templates.py), and the few places where we say no on purpose.
#include "engine/error.h"
#include "engine/text/chat_template.h"
#include "tests/support/fixed_clock.h"

#include <QTest>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

using engine::text::ChatTemplate;
using engine::text::joinParts;
using support::fixedNow;
using Json = nlohmann::ordered_json;

namespace
{

Json golden(const char* name)
{
    std::ifstream file(std::string(FETTLE_SOURCE_DIR "/tests/golden/") + name);
    return Json::parse(file);
}

std::string errorOf(const std::string& source, const Json& context = Json::object())
{
    try {
        return "rendered: " + joinParts(ChatTemplate(source).render(context, fixedNow()));
    } catch (const engine::Error& error) {
        return error.what();
    }
}

} // namespace

class JinjaTest : public QObject
{
    Q_OBJECT

private slots:
    void rendersAsJinja2_data()
    {
        QTest::addColumn<int>("index");
        m_cases = golden("jinja_cases.json");
        QVERIFY(m_cases["cases"].size() >= 800);
        for (int i = 0; i < static_cast<int>(m_cases["cases"].size()); ++i)
            QTest::addRow("%d", i) << i;
    }

    void rendersAsJinja2()
    {
        QFETCH(int, index);
        const Json& example = m_cases["cases"][static_cast<std::size_t>(index)];
        const std::string source = example["source"];
        std::string output, error;
        try {
            output = joinParts(ChatTemplate(source).render(m_cases["context"], fixedNow()));
        } catch (const engine::Error& e) {
            error = e.what();
        }
        if (example.contains("error")) {
            QVERIFY2(!error.empty(), (source + " should fail: " + example["error"].get<std::string>()).c_str());
            QVERIFY2(error.find("line ") != std::string::npos, error.c_str());
        } else {
            QVERIFY2(error.empty(), (source + ": " + error).c_str());
            QCOMPARE(QString::fromStdString(output), QString::fromStdString(example["output"]));
        }
    }

    // Python has integers of any size; a prompt needs none of them.
    void integersOverflowLoudly_data()
    {
        QTest::addColumn<QString>("source");
        for (const char* source : {"{{ 9223372036854775807 + 1 }}", "{{ -9223372036854775807 - 2 }}", "{{ 10 ** 19 }}",
                                   "{{ 9223372036854775807 * 2 }}", "{{ (-9223372036854775807 - 1) // -1 }}",
                                   "{{ -(-9223372036854775807 - 1) }}", "{{ (-9223372036854775807 - 1)|abs }}",
                                   "{{ '9223372036854775808'|int }}", "{{ 1e300|int }}", "{{ big }}",
                                   "{{ [9223372036854775807, 1]|sum }}", "{{ 99999999999999999999 }}"})
            QTest::newRow(source) << source;
    }

    void integersOverflowLoudly()
    {
        QFETCH(QString, source);
        const std::string error = errorOf(source.toStdString(), {{"big", 18446744073709551615ull}});
        QVERIFY2(error.find("64 bits") != std::string::npos, error.c_str());
    }

    void errorsNamePlaceAndReason_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* source, const char* expected) { QTest::newRow(source) << source << expected; };
        row("a\n\n  {{ 1 + }}", "line 3, column 10: unexpected '}}'");
        row("{% if x %}\n{% for y in z %}\n", "the template ends inside 'for' of line 2: expected 'endfor'");
        row("{{ 'é' ? }}", "line 1, column 8: unexpected character '?'");
        row("{% frob %}", "unknown tag 'frob'");
        row("\n{{ x.y.z }}", "line 2: 'x' is undefined");
        row("{{ messages[3].role }}", "'list object' has no element 3");
        row("{{ [1].append(2) }}", "'append' would change a list");
        row("\n\n{{ raise_exception('Roles must alternate!') }}", "(line 3): Roles must alternate!");
        row("{% macro f() %}\n{{ 1 // 0 }}{% endmacro %}\n\n{{ f() }}", "line 2: division by zero");
        row("{{ 'a' + 1 }}", "unsupported operand types for +: 'str' and 'int'");
        row("{{ 1|frob }}", "no filter named 'frob'");
        row("{{ raise_exception('a\\nb\\x1b[31m') }}", "a b [31m");
    }

    void errorsNamePlaceAndReason()
    {
        QFETCH(QString, source);
        QFETCH(QString, expected);
        const std::string error = errorOf(source.toStdString(), {{"messages", Json::array()}});
        QVERIFY2(error.find(expected.toStdString()) != std::string::npos, error.c_str());
    }

    void refusalsAndFailuresDiffer()
    {
        const auto kindOf = [](const char* source) {
            try {
                ChatTemplate(source).render(Json::object());
            } catch (const engine::Error& error) {
                return error.kind();
            }
            return engine::ErrorKind::Internal;
        };
        QCOMPARE(kindOf("{{ raise_exception('no') }}"), engine::ErrorKind::BadSetting);
        QCOMPARE(kindOf("{{ 1/0 }}"), engine::ErrorKind::BadFile);
        QCOMPARE(kindOf("{{ 1/ }}"), engine::ErrorKind::BadFile);
    }

    void oneTemplateServesManyThreads()
    {
        const ChatTemplate shared("{% for m in messages %}{{ m.role|upper ~ ': ' ~ m.content }}\n{% endfor %}");
        Json context = {{"messages", Json::array()}};
        for (int i = 0; i < 50; ++i)
            context["messages"].push_back({{"role", "user"}, {"content", "text " + std::to_string(i)}});
        const std::string expected = joinParts(shared.render(context));
        std::vector<int> wrong(4, 0);
        std::vector<std::thread> threads;
        for (std::size_t t = 0; t < wrong.size(); ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 50; ++i)
                    wrong[t] += joinParts(shared.render(context)) == expected ? 0 : 1;
            });
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(wrong, std::vector<int>(4, 0));
    }

private:
    Json m_cases;
};

QTEST_GUILESS_MAIN(JinjaTest)
#include "tst_jinja.moc"
