// SPDX-License-Identifier: GPL-3.0-or-later
// Vocabularies of real models against ids that their makers' tokenizers gave: llama.cpp's .inp and .out pairs.
#include "engine/text/pre_tokenizer.h"
#include "engine/text/tokenizer.h"
#include "engine/text/unicode.h"
#include "tests/support/vocabularies.h"

#include <QDir>
#include <QtTest>

#include <random>

using engine::files::GgufFile;
using engine::text::TokenId;
using engine::text::Tokenizer;
namespace unicode = engine::text::unicode;

class TestVocabularies : public QObject
{
    Q_OBJECT

private slots:
    void expectedIds_data()
    {
        QTest::addColumn<QString>("path");
        if (!QFile::exists(support::sharedPath("vocabularies.tar.xz")))
            return;
        const QDir folder(support::vocabulariesFolder() + "/vocab_gguf");
        for (const QString& name : folder.entryList({"*.gguf"}, QDir::Files, QDir::Name))
            if (folder.exists(name + ".inp"))
                QTest::newRow(qPrintable(name)) << folder.filePath(name);
    }

    void expectedIds()
    {
        FETTLE_REQUIRE_VOCABULARIES();
        QFETCH(QString, path);
        const auto tokenizer = Tokenizer::fromGguf(GgufFile(path.toStdString()));
        QCOMPARE(tokenizer->notice(), "");
        const QStringList texts =
            QString::fromStdString(support::readBytes(path + ".inp")).split("\n__ggml_vocab_test__\n");
        const QStringList lines = QString::fromStdString(support::readBytes(path + ".out")).split('\n');
        QVERIFY(texts.size() > 40);
        for (int i = 0; i < texts.size(); ++i) {
            QStringList ids;
            for (const TokenId id : tokenizer->encode(texts[i].toStdString()))
                ids += QString::number(id);
            QVERIFY2(ids.join(' ') == lines[i].simplified(),
                     qPrintable(texts[i] + "\n  is      " + ids.join(' ') + "\n  expected " + lines[i].simplified()));
        }
    }

    // Nothing may be lost, valid UTF-8 or not, of the bytes that a vocabulary holds (some lack those never met in
    // text). Where the model's makers compose text, text comes back composed.
    void randomBytesComeBack_data() { expectedIds_data(); }
    void randomBytesComeBack()
    {
        FETTLE_REQUIRE_VOCABULARIES();
        QFETCH(QString, path);
        const auto tokenizer = Tokenizer::fromGguf(GgufFile(path.toStdString()));
        if (tokenizer->find("\xC4\xA0") < 0)
            QSKIP("not byte-level");
        const GgufFile file(path.toStdString());
        const auto* facts = engine::text::preTokenizerByName(file.string("tokenizer.ggml.pre").value_or("gpt-2"));
        std::string alphabet;
        for (int byte = 0; byte < 256; ++byte)
            if (const std::string one(1, static_cast<char>(byte)); tokenizer->decode(tokenizer->encode(one)) == one)
                alphabet += one;
        QVERIFY(alphabet.size() > 200);
        std::mt19937 random(7);
        for (int i = 0; i < 3'000; ++i) {
            std::string bytes;
            for (auto n = random() % 60; n-- > 0;)
                bytes += random() % 3 ? alphabet[random() % alphabet.size()] : " \n'a1\xE4"[random() % 6];
            const std::string decoded = tokenizer->decode(tokenizer->encode(bytes));
            if (facts->composed && unicode::isValidUtf8(bytes))
                bytes = unicode::normalize(bytes, unicode::Form::NFC);
            QCOMPARE(QByteArray::fromStdString(decoded).toHex(), QByteArray::fromStdString(bytes).toHex());
        }
    }
};

QTEST_GUILESS_MAIN(TestVocabularies)
#include "tst_vocabularies.moc"
