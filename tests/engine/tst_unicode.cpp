// SPDX-License-Identifier: GPL-3.0-or-later
// Word patterns on current Unicode against PCRE2 on characters that its older tables know; classes that they do not
// know; normalization forms against Qt's.
#include "engine/text/char_set.h"
#include "engine/text/pre_tokenizer.h"
#include "engine/text/unicode.h"
#include "engine/text/utf8.h"
#include "tests/support/processor_time.h"

#include <QFile>
#include <QtTest>
#include <nlohmann/json.hpp>

#include <bitset>
#include <random>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

using namespace engine::text;

namespace
{

std::vector<std::pair<std::size_t, std::size_t>> matches(const WordPattern& pattern, std::string_view text)
{
    RegexScratch scratch;
    std::vector<std::pair<std::size_t, std::size_t>> found;
    pattern.forEachMatch(text, scratch, [&](std::size_t begin, std::size_t end) { found.emplace_back(begin, end); });
    return found;
}

std::vector<std::pair<std::size_t, std::size_t>> pcreMatches(const char* expression, const std::string& text)
{
    int error = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression), PCRE2_ZERO_TERMINATED,
                                     PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, &error, &offset, nullptr);
    std::vector<std::pair<std::size_t, std::size_t>> found;
    if (!code)
        return {{1, 0}};
    pcre2_match_data* data = pcre2_match_data_create_from_pattern(code, nullptr);
    std::size_t at = 0;
    while (at <= text.size() && pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at,
                                            found.empty() ? 0 : PCRE2_NOTEMPTY_ATSTART, data, nullptr) > 0) {
        const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(data);
        found.emplace_back(bounds[0], bounds[1]);
        at = bounds[1];
    }
    pcre2_match_data_free(data);
    pcre2_code_free(code);
    return found;
}

constexpr char32_t kFew = 40; // characters: few enough that ranges meet, touch and swallow each other
using Few = std::bitset<kFew>;

Few membersOf(const CharSet& set)
{
    Few members;
    for (char32_t code = 0; code < kFew; ++code)
        members[code] = set.contains(code);
    return members;
}

bool isSortedAndApart(const CharSet& set)
{
    const auto& ranges = set.ranges();
    for (std::size_t i = 0; i < ranges.size(); ++i)
        if (ranges[i].last < ranges[i].first || (i > 0 && ranges[i].first <= ranges[i - 1].last + 1))
            return false;
    return true;
}

std::string randomText(std::mt19937& random)
{
    static const std::vector<std::string> bits = {"a",
                                                  "B",
                                                  "'s",
                                                  "'LL",
                                                  "'\xC5\xBF",
                                                  " ",
                                                  "  ",
                                                  "\n",
                                                  "\r\n",
                                                  "\t",
                                                  "1",
                                                  "23",
                                                  "\xD9\xA3",
                                                  "\xC2\xBD",
                                                  ".",
                                                  "!?",
                                                  "\xE2\x80\x94",
                                                  "\xC3\xA9",
                                                  "e\xCC\x81",
                                                  "\xE9\x87\x8F\xE5\x8C\x96",
                                                  "\xE3\x81\x82",
                                                  "\xED\x95\x9C",
                                                  "\xE0\xA4\x95\xE0\xA5\x8D",
                                                  "\xF0\x9F\xA6\x80",
                                                  "\xC2\xA0",
                                                  "\xE3\x80\x80",
                                                  "\xC7\x85",
                                                  "_",
                                                  "/",
                                                  "(",
                                                  "\xCE\xA9",
                                                  "IMGIMGAZ"};
    std::string text;
    for (auto i = random() % 30; i-- > 0;)
        text += bits[random() % bits.size()];
    return text;
}

} // namespace

class TestUnicode : public QObject
{
    Q_OBJECT

private slots:
    void setsOfCharactersAreAsTheirMembers()
    {
        std::mt19937 random(11);
        for (int round = 0; round < 2000; ++round) {
            CharSet sets[2];
            Few members[2];
            for (int i = 0; i < 2; ++i) {
                for (unsigned ranges = random() % 8; ranges > 0; --ranges) {
                    const auto first = static_cast<char32_t>(random() % kFew);
                    const auto last = static_cast<char32_t>(std::min<std::size_t>(first + random() % 6, kFew - 1));
                    sets[i].add(first, last);
                    for (char32_t code = first; code <= last; ++code)
                        members[i].set(code);
                    QVERIFY(isSortedAndApart(sets[i]));
                    QCOMPARE(membersOf(sets[i]), members[i]);
                }
            }
            const CharSet both = sets[0].united(sets[1]);
            QVERIFY(isSortedAndApart(both));
            QCOMPARE(membersOf(both), members[0] | members[1]);
            QCOMPARE(membersOf(sets[0].intersected(sets[1])), members[0] & members[1]);
        }
    }

    void patternsAgreeWithPcre2()
    {
        std::mt19937 random(5);
        int compared = 0;
        for (const std::string_view name : preTokenizerNames()) {
            for (const char* expression : preTokenizerByName(name)->patterns) {
                const auto pattern = WordPattern::compile(expression);
                QVERIFY2(pattern && pattern->isOwn(), expression);
                const std::string_view text(expression);
                // Nested sets and intersections are Oniguruma's own syntax, and PCRE2 counts no marks into words.
                if (text.find("&&") != text.npos || text.find("[^(\\s|[") != text.npos || text.find("\\b") != text.npos)
                    continue;
                for (int i = 0; i < 300; ++i) {
                    const std::string subject = randomText(random);
                    const auto expected = pcreMatches(expression, subject);
                    QVERIFY2(matches(*pattern, subject) == expected,
                             (std::string(name) + ": " + expression + "\non " + subject).c_str());
                    ++compared;
                }
            }
        }
        QVERIFY(compared > 20'000);
    }

    void caseAgreesWithQt()
    {
        int mapped = 0;
        for (char32_t code = 0; code <= 0x10FFFF; ++code) {
            if ((code >= 0xD800 && code < 0xE000) || QChar::unicodeVersion(code) == QChar::Unicode_Unassigned)
                continue;
            const QString character = QString::fromUcs4(&code, 1);
            std::string upper, lower;
            unicode::appendInCase(upper, code, unicode::Case::Upper);
            unicode::appendInCase(lower, code, unicode::Case::Lower);
            // The younger partner of an older letter is not known to Qt.
            if (const QString ours = QString::fromStdString(upper); ours != character && character.toUpper() == character)
                QVERIFY2(QChar::unicodeVersion(ours.toUcs4().first()) == QChar::Unicode_Unassigned, upper.c_str());
            else
                QCOMPARE(ours, character.toUpper());
            QCOMPARE(QString::fromStdString(lower), character.toLower());
            QVERIFY(unicode::isUppercase(code) || !QChar::isUpper(code));
            mapped += upper != lower;
        }
        QVERIFY(mapped > 2800);
    }

    void youngLettersHaveTheirCase_data()
    {
        QTest::addColumn<char32_t>("lower");
        QTest::addColumn<char32_t>("upper");
        QTest::newRow("Unicode 16, of an older letter") << U'\x19B' << U'\xA7DC';
        QTest::newRow("Unicode 16, Garay") << U'\x10D70' << U'\x10D50';
        QTest::newRow("Unicode 17, Beria Erfe") << U'\x16EBB' << U'\x16EA0';
    }
    void youngLettersHaveTheirCase()
    {
        QFETCH(char32_t, lower);
        QFETCH(char32_t, upper);
        const auto inCase = [](char32_t code, unicode::Case wanted) {
            std::string text;
            unicode::appendInCase(text, code, wanted);
            return decodeUtf8(text, 0).code;
        };
        QCOMPARE(inCase(lower, unicode::Case::Upper), upper);
        QCOMPARE(inCase(lower, unicode::Case::Title), upper);
        QCOMPARE(inCase(upper, unicode::Case::Lower), lower);
        QVERIFY(unicode::isUppercase(upper) && unicode::isLowercase(lower));
    }

    void numbersBeyondTheirCategory()
    {
        for (const char32_t code : {U'7', U'\x0667', U'\xBD', U'\x2167', U'\x4E00', U'\x842C'})
            QVERIFY2(unicode::isNumeric(code), QByteArray::number(static_cast<uint>(code), 16).constData());
        for (const char32_t code : {U'a', U'\x4E2D', U' ', U'\x10FFFF'})
            QVERIFY2(!unicode::isNumeric(code), QByteArray::number(static_cast<uint>(code), 16).constData());
    }

    void generalPatterns_data()
    {
        QTest::addColumn<QByteArray>("expression");
        for (const char* expression :
             {"a{2,3}?b*", "(?:ab|a)(?:bc|c)", "\\w+|[^\\w\\s]+", "(?=a)\\S+", "[^a-c\\d]+?\\b", "(?i:ab[c-e])+",
              "^.|.$", "\\S+(?!\\n)", "(?:a|B|1){2,}", "[\\x41-\\x44\\u0061]+", "\\p{^L}+", "(a(b)?)+?1"})
            QTest::newRow(expression) << QByteArray(expression);
    }
    void generalPatterns()
    {
        QFETCH(QByteArray, expression);
        const auto pattern = WordPattern::compile(expression.toStdString());
        QVERIFY(pattern && pattern->isOwn());
        if (expression.contains("\\u"))
            return; // PCRE2 has another way to write it
        std::mt19937 random(6);
        for (int i = 0; i < 2'000; ++i) {
            std::string text;
            for (auto n = random() % 12; n-- > 0;)
                text += "abcdeABC1 \n."[random() % 12];
            QVERIFY2(matches(*pattern, text) == pcreMatches(expression.constData(), text), text.c_str());
        }
    }

    void foreignPatternsGoToPcre2()
    {
        for (const char* expression : {"(a)\\1", "(?<=a)b", "[[:alpha:]]+", "(?:a*)*", "\\p{Greek}+"}) {
            const auto pattern = WordPattern::compile(expression);
            QVERIFY2(pattern && !pattern->isOwn(), expression);
        }
        for (const char* expression : {"(", "a)", "[a", "*a", "a{3,1}", "\\p{Nonsense}", "(?"})
            QVERIFY2(!WordPattern::compile(expression), expression);
    }

    void badPatternsEnd()
    {
        const std::string text(20'000, 'a');
        const support::ProcessorTime time;
        for (const char* expression : {"(?:a|a)+b", "a+a+a+a+b", "(?:a+)+b", "(?=(?:a|aa)+b)", "(a)\\1+b|(a+)+c"})
            static_cast<void>(matches(*WordPattern::compile(expression), text));
        QVERIFY2(time.milliseconds() < 5'000, qPrintable(QString::number(time.milliseconds())));
    }

    void classesAreOfCurrentUnicode()
    {
        // Assigned after PCRE2 10.42's tables (Unicode 14): Kawi (15), CJK extension I (15.1), Garay (16).
        for (const char32_t letter : {0x11F04U, 0x2EBF0U, 0x10D4AU})
            QVERIFY(unicode::isIn(letter, unicode::kLetters));
        QVERIFY(unicode::isIn(0x11F50, unicode::kNumbers));
        const auto words = WordPattern::compile("\\p{L}+|\\p{N}+");
        QCOMPARE(matches(*words, "\xF0\x91\xBC\x84\xF0\x91\xBC\x85"
                                 "a\xF0\x91\xBD\x90")
                     .size(),
                 2U);
        const auto han = WordPattern::compile("\\p{Han}+");
        QCOMPARE(matches(*han, "\xE9\x87\x8F\xE3\x80\x85x\xE3\x81\x82").size(), 1U);
    }

    void brokenBytesAreKept()
    {
        const WordSplitter splitter(preTokenizerByName("llama-bpe")->patterns);
        std::mt19937 random(8);
        for (int i = 0; i < 3'000; ++i) {
            std::string text;
            for (auto n = random() % 40; n-- > 0;)
                text += static_cast<char>(random() % 256);
            std::size_t before = 0;
            for (const std::size_t end : splitter.split(text)) {
                QVERIFY(end > before || text.empty());
                before = end;
            }
            QCOMPARE(before, text.size());
        }
    }

    void formsOfSingleCharactersAgreeWithQt()
    {
        const std::pair<unicode::Form, QString::NormalizationForm> forms[] = {
            {unicode::Form::NFC, QString::NormalizationForm_C},
            {unicode::Form::NFD, QString::NormalizationForm_D},
            {unicode::Form::NFKC, QString::NormalizationForm_KC},
            {unicode::Form::NFKD, QString::NormalizationForm_KD}};
        for (char32_t code = 0x80; code < 0x110000; ++code) {
            // Qt 6.4 carries Unicode 14, and takes U+FEFF for a byte order mark.
            if (QChar::unicodeVersion(code) == QChar::Unicode_Unassigned || (code >= 0xD800 && code < 0xE000) ||
                code == 0xFEFF)
                continue;
            std::string text;
            appendUtf8(text, code);
            for (const auto& [form, qtForm] : forms)
                QVERIFY2(unicode::normalize(text, form) ==
                             QString::fromStdString(text).normalized(qtForm).toStdString(),
                         qPrintable(QString::number(code, 16)));
        }
    }

    void formsOfStrings()
    {
        QFile file(QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/normalization.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto cases = nlohmann::json::parse(file.readAll().toStdString());
        QVERIFY(cases.size() > 300);
        constexpr unicode::Form kForms[] = {unicode::Form::NFC, unicode::Form::NFD, unicode::Form::NFKC,
                                            unicode::Form::NFKD};
        for (const auto& one : cases)
            for (std::size_t form = 0; form < 4; ++form)
                QCOMPARE(unicode::normalize(one.at(0).get<std::string>(), kForms[form]),
                         one.at(form + 1).get<std::string>());
    }

    void lowerCase()
    {
        QCOMPARE(unicode::toLower("ABC\xC3\x89\xC4\xB0\xE1\xBA\x9E\xFFZ"), "abc\xC3\xA9i\xCC\x87\xC3\x9F\xFFz");
    }
};

QTEST_GUILESS_MAIN(TestUnicode)
#include "tst_unicode.moc"
