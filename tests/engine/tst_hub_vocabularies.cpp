// SPDX-License-Identifier: GPL-3.0-or-later
// Vocabularies in forms that folders of the hub have besides byte-level tokenizer.json: vocab.json with merges.txt, and
// unigram, each against the same vocabulary in a form that is compared elsewhere.
#include "engine/error.h"
#include "engine/files/hub/vocabulary.h"
#include "engine/files/open_model.h"
#include "engine/text/tokenizer.h"
#include "tests/support/safetensors_builder.h"
#include "tests/support/vocabularies.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace engine::files;
using engine::text::TokenId;
using nlohmann::json;
using support::HubModel;

namespace
{

const QString kFolder = QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/tokenizers/");
constexpr const char* kSpaceMark = "\xE2\x96\x81";

template <class Call>
QByteArray refusal(Call call, engine::ErrorKind kind)
{
    try {
        call();
    } catch (const engine::Error& error) {
        return error.kind() == kind ? QByteArray(error.what()) : QByteArray();
    }
    return {};
}

// A sentencepiece vocabulary as transformers' converter writes it into tokenizer.json.
json unigramJson(const hub::HubVocabulary& from)
{
    json vocab = json::array();
    json added = json::array();
    for (std::size_t i = 0; i < from.pieces.size(); ++i) {
        vocab.push_back({from.pieces[i], from.scores[i]});
        if (from.kinds[i] == hub::PieceKind::Control || from.kinds[i] == hub::PieceKind::UserDefined)
            added.push_back(
                {{"id", i}, {"content", from.pieces[i]}, {"special", from.kinds[i] == hub::PieceKind::Control}});
    }
    const std::string map = QByteArray::fromStdString(from.charMap).toBase64().toStdString();
    json steps = json::array();
    if (!map.empty())
        steps.push_back({{"type", "Precompiled"}, {"precompiled_charsmap", map}});
    if (from.removesSpace.value_or(true)) {
        steps.push_back({{"type", "Strip"}, {"strip_left", false}, {"strip_right", true}});
        steps.push_back({{"type", "Replace"}, {"pattern", {{"Regex", " {2,}"}}}, {"content", kSpaceMark}});
    }
    return {{"normalizer", {{"type", "Sequence"}, {"normalizers", steps}}},
            {"pre_tokenizer",
             {{"type", "Metaspace"},
              {"replacement", kSpaceMark},
              {"prepend_scheme", from.addsSpace.value_or(true) ? "always" : "never"}}},
            {"added_tokens", added},
            {"model", {{"type", "Unigram"}, {"unk_id", 0}, {"byte_fallback", true}, {"vocab", vocab}}}};
}

} // namespace

class TestHubVocabularies : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    // The folder of `model` with vocab.json and merges.txt instead of tokenizer.json.
    std::filesystem::path older(const char* name, const HubModel& model, const std::string& merges) const
    {
        const auto folder = path(name);
        model.write(folder);
        std::filesystem::remove(folder / "tokenizer.json");
        support::writeFile(folder / "vocab.json", model.tokenizer["model"]["vocab"].dump());
        support::writeFile(folder / "merges.txt", merges);
        return folder;
    }

private slots:
    void vocabAndMerges()
    {
        HubModel model;
        model.write(path("newer"));
        const GgufFile expected = openModel(path("newer"));
        model.settings["tokenizer_class"] = "GPT2Tokenizer";
        for (const char* merges : {"#version: 0.2\na b\nab c\n", "a b\r\nab c"}) {
            const GgufFile file = openModel(older("older", model, merges));
            for (const std::string& key : expected.keys())
                if (key != "general.name")
                    QCOMPARE(QString::fromStdString(file.display(key)), QString::fromStdString(expected.display(key)));
            QCOMPARE(file.keys(), expected.keys());
            QCOMPARE(engine::text::Tokenizer::fromGguf(file)->encode("abcab"), (std::vector<TokenId>{6, 5}));
        }
        model.settings["tokenizer_class"] = "Qwen2TokenizerFast";
        QCOMPARE(openModel(older("older", model, "a b\n")).string("tokenizer.ggml.pre").value(), "qwen2");
        model.settings.erase("tokenizer_class");
        model.settings.erase("bos_token"); // named in special_tokens_map.json instead
        model.config["tokenizer_class"] = "GPT2TokenizerFast";
        const auto folder = older("older", model, "a b\n");
        support::writeFile(folder / "special_tokens_map.json",
                           R"({"bos_token":"<s>","additional_special_tokens":["c"]})");
        const GgufFile file = openModel(folder);
        QCOMPARE(file.integers("tokenizer.ggml.token_type").value(),
                 (std::vector<std::int32_t>{3, 3, 1, 1, 3, 1, 1, 5}));
    }

    void vocabAndMergesRefused()
    {
        HubModel model;
        model.settings["tokenizer_class"] = "ByteCutTokenizer";
        const auto open = [&](const char* merges) { return [=, this] { openModel(older("wrong", model, merges)); }; };
        QVERIFY(refusal(open("a b\n"), engine::ErrorKind::Unsupported).contains("ByteCutTokenizer"));
        model.settings["tokenizer_class"] = "GPT2Tokenizer";
        for (const char* merges : {"a\n", "a \n", " a\n", "a b c\n"}) {
            const QByteArray said =
                refusal([&] { openModel(older("wrong", model, merges)); }, engine::ErrorKind::BadFile);
            QVERIFY2(said.contains("merges.txt"), merges);
        }
        model.settings.erase("tokenizer_class");
        QVERIFY(refusal([&] { openModel(older("wrong", model, "a b\n")); }, engine::ErrorKind::Unsupported)
                    .contains("tokenizer.json"));
    }

    void unigram_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("spaces kept") << "spm-unigram.model";
        QTest::newRow("spaces squeezed") << "spm-unigram-squeezed.model";
    }

    void unigram()
    {
        QFETCH(QString, name);
        const auto expected = hub::readSentencePiece(support::readBytes(kFolder + name), "spm");
        QCOMPARE(expected.model, "t5");
        const auto found = hub::readTokenizerJson(hub::HubConfig(unigramJson(expected), "tokenizer.json"));
        QCOMPARE(found.model, expected.model);
        QCOMPARE(found.pieces, expected.pieces);
        QCOMPARE(found.scores, expected.scores);
        QVERIFY(found.kinds == expected.kinds);
        QVERIFY(found.charMap.empty());
        auto mapped = expected;
        mapped.charMap = std::string("\0\1\2\xFF map", 8);
        const auto withMap = hub::readTokenizerJson(hub::HubConfig(unigramJson(mapped), "tokenizer.json"));
        QVERIFY(withMap.charMap == mapped.charMap);
        QCOMPARE(found.addsSpace, expected.addsSpace);
        QCOMPARE(found.removesSpace, std::optional(expected.removesSpace.value_or(true)));

        // The ids that sentencepiece itself gives.
        GgufContent content;
        found.write(content);
        const auto tokenizer = engine::text::Tokenizer::fromGguf(GgufFile(content, "converted"));
        const json cases = json::parse(support::readBytes(kFolder + "cases.json"));
        for (std::size_t i = 0; i < cases["texts"].size(); ++i) {
            const auto text = cases["texts"][i].get<std::string>();
            if (text.find('<') == std::string::npos)
                QCOMPARE(tokenizer->encode(text),
                         cases["tokenizers"][name.toStdString()][i]["ids"].get<std::vector<TokenId>>());
        }
    }

    void unigramRefused()
    {
        const json good = unigramJson(hub::readSentencePiece(support::readBytes(kFolder + "spm-unigram.model"), "spm"));
        const auto read = [](const json& file) {
            return [file] { hub::readTokenizerJson(hub::HubConfig(file, "some.json")); };
        };
        const auto with = [&](const char* pointer, const json& value) {
            json file = good;
            file[json::json_pointer(pointer)] = value;
            return read(file);
        };
        using engine::ErrorKind;
        QVERIFY(refusal(with("/normalizer", {{"type", "NFKD"}}), ErrorKind::Unsupported).contains("NFKD"));
        QVERIFY(refusal(with("/normalizer", "NFKD"), ErrorKind::Unsupported).contains("some.json"));
        QVERIFY(refusal(with("/pre_tokenizer", {{"type", "Digits"}}), ErrorKind::Unsupported).contains("Digits"));
        QVERIFY(
            refusal(with("/normalizer", {{"type", "Precompiled"}, {"precompiled_charsmap", "?!"}}), ErrorKind::BadFile)
                .contains("charsmap"));
        QVERIFY(refusal(with("/model/vocab", json::object()), ErrorKind::BadFile).contains("vocab"));
        QVERIFY(refusal(with("/model/vocab/3", {"a"}), ErrorKind::BadFile).contains("vocab"));
        QVERIFY(refusal(with("/model/vocab/3/1", "0"), ErrorKind::BadFile).contains("vocab"));
        QVERIFY(refusal(with("/model/vocab/3/1", 1e300), ErrorKind::BadFile).contains("vocab"));
    }
};

QTEST_GUILESS_MAIN(TestHubVocabularies)
#include "tst_hub_vocabularies.moc"
