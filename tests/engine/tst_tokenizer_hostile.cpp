// SPDX-License-Identifier: GPL-3.0-or-later
// A tokenizer file from anywhere either loads and works, or is refused with a sentence that names it, at once.
#include "engine/error.h"
#include "engine/files/gguf.h"
#include "engine/text/tokenizer.h"
#include "tests/engine/hostile_tokenizers.h"
#include "tests/support/processor_time.h"

#include <QFile>
#include <QtTest>

#include <random>

using engine::text::Part;
using engine::text::TokenId;
using engine::text::Tokenizer;

namespace
{

const std::string kName = "hostile.tokenizer";

enum class Format { Json, Model, Gguf };

std::unique_ptr<const Tokenizer> open(Format format, const std::string& bytes)
{
    if (format == Format::Json)
        return Tokenizer::fromJson(bytes, kName);
    if (format == Format::Model)
        return Tokenizer::fromSentencePiece(bytes, kName);
    return Tokenizer::fromGguf(engine::files::GgufFile(std::as_bytes(std::span(bytes)), kName));
}

// Empty if the bytes load, else the error's sentence.
std::string outcome(Format format, const std::string& bytes)
{
    try {
        const auto tokenizer = open(format, bytes);
        for (const std::string text :
             {"ab a\xE9\x87\x8F\n 12 <s>\xFF\xC0", "", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
            const Part part{text, true};
            for (const auto& ids :
                 {tokenizer->encode(text), tokenizer->encode(std::span(&part, 1)), tokenizer->encodeDocument(text)}) {
                for (const TokenId id : ids)
                    if (id < 0 || id >= tokenizer->vocabularySize())
                        return "WRONG: a token outside the vocabulary";
                static_cast<void>(tokenizer->decode(ids));
            }
        }
    } catch (const engine::Error& error) {
        const std::string sentence = error.what();
        const bool named = sentence.find(kName) != std::string::npos && error.kind() != engine::ErrorKind::Internal;
        return (named ? "" : "WRONG: ") + sentence;
    }
    return {};
}

} // namespace

class TestTokenizerHostile : public QObject
{
    Q_OBJECT

private slots:
    void handMade_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("says");
        int count = 0;
        const auto add = [&](Format format, const char* prefix, const std::vector<hostile::TokenizerCase>& cases) {
            for (const auto& one : cases)
                QTest::addRow("%03d %s: %s", ++count, prefix, one.name.c_str())
                    << static_cast<int>(format) << QByteArray::fromStdString(one.bytes) << QByteArray(one.says);
        };
        add(Format::Json, "json", hostile::jsonCases());
        add(Format::Model, "model", hostile::modelCases());
        add(Format::Gguf, "gguf", hostile::ggufCases());
        static_cast<void>(outcome(Format::Gguf, hostile::ggufCases().back().bytes)); // tables that a process makes once
        static_cast<void>(outcome(Format::Json, hostile::jsonCases().back().bytes));
    }

    void handMade()
    {
        QFETCH(int, format);
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, says);
        const std::string file = bytes.toStdString();
        const support::ProcessorTime time;
        const std::string sentence = outcome(static_cast<Format>(format), file);
        const long milliseconds = time.milliseconds();
        QVERIFY2(sentence.rfind("WRONG", 0) != 0, sentence.c_str());
        if (!says.isNull()) {
            QVERIFY2(!sentence.empty(), "the file loaded");
            QVERIFY2(sentence.find(says.toStdString()) != std::string::npos, sentence.c_str());
        }
        QVERIFY2(sentence.size() < 1'000, "the sentence is too long to read");
#ifndef FETTLE_SLOW_BUILD // sanitizers slow everything down
        QVERIFY2(milliseconds < 50, qPrintable(QString("took %1 ms").arg(milliseconds)));
#endif
    }

    void unknownPatternIsANotice()
    {
        for (const auto& one : hostile::ggufCases()) {
            if (one.name != "gpt2 with an unknown pattern")
                continue;
            const auto tokenizer = open(Format::Gguf, one.bytes);
            QVERIFY(tokenizer->notice().find("new-way") != std::string::npos);
            QCOMPARE(tokenizer->encode(std::string_view("ab")), std::vector<TokenId>{2});
        }
    }

    void bytesAnywhereChanged_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name :
             {"bpe-falcon.json", "unigram.json", "wordpiece.json", "spm-bpe.model", "spm-unigram.model"})
            QTest::newRow(name) << name;
    }
    void bytesAnywhereChanged()
    {
        QFETCH(QString, name);
        QFile in(QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/tokenizers/") + name);
        QVERIFY(in.open(QIODevice::ReadOnly));
        const std::string whole = in.readAll().toStdString();
        const Format format = name.endsWith(".json") ? Format::Json : Format::Model;
        QCOMPARE(outcome(format, whole), "");
        std::mt19937 random(3);
        for (int i = 0; i < 150; ++i) {
            std::string bytes = whole;
            if (i % 3 == 0)
                bytes.resize(random() % bytes.size());
            for (auto n = random() % 3 + (i % 3 != 0); n-- > 0 && !bytes.empty();)
                bytes[random() % bytes.size()] =
                    static_cast<char>(random() % 2 ? random() % 256 : "0\"[{,9"[random() % 6]);
            const std::string sentence = outcome(format, bytes);
            QVERIFY2(sentence.rfind("WRONG", 0) != 0, sentence.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestTokenizerHostile)
#include "tst_tokenizer_hostile.moc"
