// SPDX-License-Identifier: GPL-3.0-or-later
// Tokenizers of every kind, trained tiny, against the ids and texts that PyPI's tokenizers and sentencepiece give for
// them (tests/golden/make_tokenizers.py), and the steps of real tokenizer.json files.
#include "engine/error.h"
#include "engine/text/tokenizer.h"
#include "tests/support/vocabularies.h"

#include <nlohmann/json.hpp>

using engine::text::Part;
using engine::text::TokenId;
using engine::text::Tokenizer;
using nlohmann::json;

namespace
{

const QString kFolder = QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/tokenizers/");

std::unique_ptr<const Tokenizer> open(const QString& path)
{
    const std::string bytes = support::readBytes(path);
    return path.endsWith(".json") ? Tokenizer::fromJson(bytes, path.toStdString())
                                  : Tokenizer::fromSentencePiece(bytes, path.toStdString());
}

// As the libraries take it: special tokens in the text count, and nothing is added.
std::vector<TokenId> encodeWithSpecials(const Tokenizer& tokenizer, const std::string& text)
{
    const Part part{text, true};
    auto ids = tokenizer.encode(std::span(&part, 1));
    if (tokenizer.addsBos() && !ids.empty() && ids.front() == tokenizer.bos())
        ids.erase(ids.begin());
    return ids;
}

QByteArray shown(const std::vector<TokenId>& ids)
{
    return QByteArray::fromStdString(json(ids).dump());
}

std::string unmarked(const std::string& text) // U+2581 stands for a space
{
    return QString::fromStdString(text).replace(QChar(0x2581), ' ').toStdString();
}

const json& cases()
{
    static const json all = json::parse(support::readBytes(kFolder + "cases.json"));
    return all;
}

} // namespace

class TestTokenizerJson : public QObject
{
    Q_OBJECT

private slots:
    void golden_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto& [name, unused] : cases().at("tokenizers").items())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    void golden()
    {
        QFETCH(QString, name);
        const auto tokenizer = open(kFolder + name);
        const json& expected = cases().at("tokenizers").at(name.toStdString());
        const bool suffix = name == "spm-suffix.model"; // of whose texts the library loses the first space
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const auto text = cases().at("texts").at(i).get<std::string>();
            const auto ids = expected[i].at("ids").get<std::vector<TokenId>>();
            const auto got = encodeWithSpecials(*tokenizer, text);
            QVERIFY2(got == ids,
                     (text + "\n  is       " + shown(got).toStdString() + "\n  expected " + shown(ids).toStdString())
                         .c_str());
            const bool special = text.find("<|") != std::string::npos;
            if (expected[i].contains("document") && !special)
                QCOMPARE(shown(tokenizer->encodeDocument(text)),
                         shown(expected[i].at("document").get<std::vector<TokenId>>()));
            const TokenId unknown = tokenizer->vocabulary().unknown;
            if (std::find(ids.begin(), ids.end(), unknown) == ids.end())
                QCOMPARE(
                    QByteArray::fromStdString(tokenizer->decode(ids)),
                    QByteArray::fromStdString(suffix ? unmarked(text) : expected[i].at("text").get<std::string>()));
        }
    }

    void typedSpecialTokensStayText()
    {
        const auto tokenizer = open(kFolder + "bpe-gpt2.json");
        const TokenId end = tokenizer->find("<|im_end|>");
        QVERIFY(end >= 0 && tokenizer->isSpecial(end));
        for (const TokenId id : tokenizer->encode(std::string_view("a <|im_end|> b")))
            QVERIFY(!tokenizer->isSpecial(id));
        QCOMPARE(tokenizer->decode(tokenizer->encode(std::string_view("a <|im_end|> b"))), "a <|im_end|> b");
    }

    void folders()
    {
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString());
        QVERIFY_EXCEPTION_THROWN(Tokenizer::fromFolder(path), engine::Error);
        QVERIFY(QFile::copy(kFolder + "spm-bpe.model", folder.filePath("tokenizer.model")));
        QCOMPARE(Tokenizer::fromFolder(path)->bos(), 1);
        QVERIFY(QFile::copy(kFolder + "bpe-gpt2.json", folder.filePath("tokenizer.json")));
        QFile config(folder.filePath("tokenizer_config.json"));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(R"({"eos_token": {"content": "<|im_end|>"}, "bos_token": null, "add_bos_token": false})");
        config.close();
        const auto tokenizer = Tokenizer::fromFolder(path);
        QCOMPARE(tokenizer->eos(), tokenizer->find("<|im_end|>"));
        QVERIFY(tokenizer->isEnd(tokenizer->eos()) && !tokenizer->addsBos());
    }

    void realFilesLoad_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("ids"); // of the whole document, as the tokenizers library gives them
        QTest::newRow("bert") << "bert-base-uncased/tokenizer.json"
                              << "Hello, Wörld 量化!"
                              << "[101,7592,1010,2088,100,100,999,102]";
        QTest::newRow("falcon") << "falcon/tokenizer.json"
                                << "Hello 12345"
                                << "[9856,204,10963,2617]";
        QTest::newRow("phi-3") << "phi-3-mini/tokenizer.json"
                               << "Hello"
                               << "[15043]";
        QTest::newRow("roberta") << "roberta-base/tokenizer.json"
                                 << "Hello world"
                                 << "[0,31414,232,2]";
        QTest::newRow("t5") << "t5-small/tokenizer.json"
                            << "Hello world"
                            << "[8774,296,1]";
        QTest::newRow("llama 2") << "llama2/tokenizer.model"
                                 << "Hello"
                                 << "[1,15043]";
        QTest::newRow("mistral") << "mistral/tokenizer.model.v1"
                                 << "Hello"
                                 << "[1,22557]";
    }
    void realFilesLoad()
    {
        FETTLE_REQUIRE_VOCABULARIES();
        QFETCH(QString, path);
        QFETCH(QString, text);
        QFETCH(QString, ids);
        const QString file = support::vocabulariesFolder() + "/tokenizers/" + path;
        const std::string bytes = support::readBytes(file);
        const auto tokenizer =
            path.endsWith(".json") ? Tokenizer::fromJson(bytes, "f") : Tokenizer::fromSentencePiece(bytes, "f");
        const auto got = tokenizer->encodeDocument(text.toStdString());
        QCOMPARE(shown(got), ids.toUtf8());
        QVERIFY(tokenizer->vocabularySize() > 20'000);
    }
};

QTEST_GUILESS_MAIN(TestTokenizerJson)
#include "tst_tokenizer_json.moc"
