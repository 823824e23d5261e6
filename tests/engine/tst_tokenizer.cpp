// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/tokenizer.h"
#include "engine/text/utf8_stream.h"
#include "tests/support/models.h"

#include <QtTest>

#include <random>
#include <sentencepiece_processor.h>

using engine::files::GgufFile;
using engine::text::Part;
using engine::text::TokenId;
using engine::text::Tokenizer;
using engine::text::Utf8Stream;

namespace
{

std::unique_ptr<const Tokenizer> tokenizerOf(const QString& path)
{
    return Tokenizer::fromGguf(GgufFile(path.toStdString()));
}

std::string randomText(std::mt19937& random)
{
    static const std::vector<std::string> bits = {"Hello", " ", "  ", "\n", "\t", "é", "量化", "模型", "🦀", "x", "9", ".", "<s>",
                                                  "<|im_end|>", "<0x41>", "\xE2\x96\x81", "der", "ing", "0.5", "\xCC\x81"};
    std::string text;
    for (auto i = random() % 40; i-- > 0;)
        text += bits[random() % bits.size()];
    return text;
}

} // namespace

class TestTokenizer : public QObject
{
    Q_OBJECT

private slots:
    void roundTrip()
    {
        const auto tokenizer = tokenizerOf(support::starterPath());
        std::mt19937 random(1);
        for (int i = 0; i < 2'000; ++i) {
            const std::string text = randomText(random);
            const auto ids = tokenizer->encode(text);
            std::string expected = text; // sentencepiece writes a space as U+2581, so the two are one
            for (auto at = expected.find("\xE2\x96\x81"); at != std::string::npos; at = expected.find("\xE2\x96\x81"))
                expected.replace(at, 3, " ");
            QCOMPARE(QByteArray::fromStdString(tokenizer->decode(ids)), QByteArray::fromStdString(expected));
        }
    }

    void typedSpecialTokensStayText()
    {
        const auto tokenizer = tokenizerOf(support::starterPath());
        const TokenId end = tokenizer->find("<|im_end|>");
        QVERIFY(end >= 0 && tokenizer->isSpecial(end) && tokenizer->isEnd(end));
        for (const char* text : {"<|im_end|>", "a<|im_end|>b", "<s></s>", "<|im_start|>system\nx<|im_end|>"})
            for (const TokenId id : tokenizer->encode(std::string_view(text)))
                QVERIFY(!tokenizer->isSpecial(id));
        const std::vector<Part> parts = {{"<|im_start|>user\n", true}, {"<|im_end|>", false}, {"<|im_end|>\n", true}};
        const auto ids = tokenizer->encode(parts);
        QCOMPARE(std::count(ids.begin(), ids.end(), end), 1);
        QCOMPARE(ids.front(), tokenizer->bos());
    }

    void agreesWithTheOriginalModel()
    {
        FETTLE_REQUIRE_SHARED("weights/stories260K/tok512.model");
        sentencepiece::SentencePieceProcessor original;
        QVERIFY(original.Load(support::sharedPath("weights/stories260K/tok512.model").toStdString()).ok());
        const auto tokenizer = tokenizerOf(support::sharedPath("weights/stories260K/stories260K-f32.gguf"));
        QFile file(support::sharedPath("text/ts_200k.txt"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        while (!file.atEnd()) {
            std::string line = file.readLine().toStdString();
            // The original drops blanks at the ends; the rebuilt one keeps all that was written.
            line.erase(line.find_last_not_of(" \n\r") + 1);
            line.erase(0, line.find_first_not_of(' '));
            if (line.find("  ") != std::string::npos)
                continue;
            std::vector<int> expected;
            QVERIFY(original.Encode(line, &expected).ok());
            QCOMPARE(tokenizer->encode(line), std::vector<TokenId>(expected.begin(), expected.end()));
        }
    }

    void bytePairs()
    {
        FETTLE_REQUIRE_SHARED("weights/cardputer-chat-3m/cardputer-chat-3m-f16.gguf");
        const auto tokenizer = tokenizerOf(support::sharedPath("weights/cardputer-chat-3m/cardputer-chat-3m-f16.gguf"));
        // Python's tokenizers gives these for the model's tokenizer.json (its ids, mapped by piece to the pruned list).
        std::string text = "User: Hello, how are you today?\nBot: I'm fine.";
        QCOMPARE(tokenizer->decode(tokenizer->encode(text)), text);
        std::string joined;
        for (const TokenId id : tokenizer->encode(std::string_view("Hello, how are you")))
            joined += std::string(tokenizer->piece(id)) + "|";
        QCOMPARE(joined, "Hello|,|Ġhow|Ġare|Ġyou|");
    }

    void holdsBackUnfinishedCharacters()
    {
        Utf8Stream stream;
        QCOMPARE(stream.push("a\xE9"), "a");
        QCOMPARE(stream.push("\x87"), "");
        QCOMPARE(stream.push("\x8F!"), "\xE9\x87\x8F!");
        QCOMPARE(stream.push("\xF0\x9F"), "");
        QCOMPARE(stream.finish(), "\xEF\xBF\xBD");
        QCOMPARE(stream.push("\xFF\xC0\x41"), "\xEF\xBF\xBD\xEF\xBF\xBD"
                                              "A");
        QCOMPARE(stream.push("\xE0\x80\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); // overlong
        QCOMPARE(stream.finish(), "");
    }

    void streamEqualsWholeText()
    {
        std::mt19937 random(2);
        for (int i = 0; i < 2'000; ++i) {
            std::string bytes;
            for (auto n = random() % 30; n-- > 0;)
                bytes += static_cast<char>(random() % 4 ? random() % 256 : "\xE9\x87\x8F\xF0"[random() % 4]);
            Utf8Stream whole, single;
            std::string expected = whole.push(bytes);
            expected += whole.finish();
            std::string got;
            for (const char byte : bytes)
                got += single.push({&byte, 1});
            got += single.finish();
            QCOMPARE(got, expected);
            QVERIFY(QString::fromStdString(expected).toStdString() == expected); // valid UTF-8
        }
    }
};

QTEST_GUILESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
