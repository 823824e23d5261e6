// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/error.h"
#include "engine/files/gguf.h"
#include "tests/support/models.h"

#include <QtTest>

using engine::files::GgufFile;

class TestGguf : public QObject
{
    Q_OBJECT

private slots:
    void readsTheStarter()
    {
        const GgufFile file(support::starterPath().toStdString());
        QCOMPARE(file.string("general.architecture").value(), "llama");
        QCOMPARE(file.string("general.name").value(), "Fettle Starter");
        const auto* table = file.findTensor("token_embd.weight");
        QVERIFY(table);
        QCOMPARE(table->dimensions, 2);
        QCOMPARE(table->bytes.size(), std::size_t(table->shape[0] * table->shape[1] * 2)); // F16
        QCOMPARE(file.strings("tokenizer.ggml.tokens")->size(), std::size_t(table->shape[1]));
        QVERIFY(!file.findTensor("no.such.tensor"));
        QVERIFY(!file.integer("no.such.key"));
        QCOMPARE(file.display("general.architecture"), "llama");
    }

    void refusesAWrongType()
    {
        const GgufFile file(support::starterPath().toStdString());
        try {
            file.integer("general.architecture");
            QFAIL("a string was read as an integer");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::BadFile);
            QVERIFY(QByteArray(error.what()).contains("general.architecture"));
        }
    }

    void readsOlderFiles()
    {
        FETTLE_REQUIRE_SHARED("formats/llama-2-tiny-random.gguf");
        const GgufFile file(support::sharedPath("formats/llama-2-tiny-random.gguf").toStdString());
        QCOMPARE(file.tensors().size(), std::size_t(12));
        QCOMPARE(file.integer("llama.embedding_length").value(), 8);
    }

    void refusesATruncatedFile()
    {
        FETTLE_REQUIRE_SHARED("formats/weight-inspect/tiny.gguf");
        QVERIFY_EXCEPTION_THROWN(GgufFile(support::sharedPath("formats/weight-inspect/tiny.gguf").toStdString()), engine::Error);
    }
};

QTEST_GUILESS_MAIN(TestGguf)
#include "tst_gguf.moc"
