// SPDX-License-Identifier: GPL-3.0-or-later
// Vocabularies of real models against ids that their makers' tokenizers gave: llama.cpp's .inp and .out pairs.
#include "engine/text/tokenizer.h"
#include "tests/support/vocabularies.h"

#include <QDir>
#include <QtTest>

#include <random>

using engine::files::GgufFile;
using engine::text::TokenId;
using engine::text::Tokenizer;

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
        const QStringList texts = QString::fromStdString(support::readBytes(path + ".inp")).split("\n__ggml_vocab_test__\n");
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

    // Byte-level vocabularies hold every byte, so that nothing may be lost, valid UTF-8 or not.
    void randomBytesComeBack_data() { expectedIds_data(); }
    void randomBytesComeBack()
    {
        FETTLE_REQUIRE_VOCABULARIES();
        QFETCH(QString, path);
        const auto tokenizer = Tokenizer::fromGguf(GgufFile(path.toStdString()));
        if (tokenizer->find("\xC4\xA0") < 0)
            QSKIP("not byte-level");
        std::mt19937 random(7);
        for (int i = 0; i < 3'000; ++i) {
            std::string bytes;
            for (auto n = random() % 60; n-- > 0;)
                bytes += static_cast<char>(random() % 3 ? random() % 256 : " \n'a1\xE4"[random() % 6]);
            QCOMPARE(QByteArray::fromStdString(tokenizer->decode(tokenizer->encode(bytes))).toHex(),
                     QByteArray::fromStdString(bytes).toHex());
        }
    }
};

QTEST_GUILESS_MAIN(TestVocabularies)
#include "tst_vocabularies.moc"
