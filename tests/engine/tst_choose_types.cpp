// SPDX-License-Identifier: GPL-3.0-or-later
// Presets choose what llama.cpp's quantize chooses (tests/golden/make_presets.py).
#include "engine/error.h"
#include "engine/tune/choose_types.h"
#include "engine/tune/preset.h"
#include "tests/support/preset_forms.h"

#include <QtTest>

using engine::files::GgufFile;
using engine::tune::TypeChoice;
using engine::tune::TypeOptions;
using nlohmann::json;

namespace
{

const json& golden()
{
    return support::presetForms();
}

std::map<std::string, TypeChoice> byName(const std::vector<TypeChoice>& choices)
{
    std::map<std::string, TypeChoice> named;
    for (const TypeChoice& choice : choices)
        named.emplace(choice.tensor->name, choice);
    return named;
}

} // namespace

class ChooseTypesTest : public QObject
{
    Q_OBJECT

private slots:
    void choosesAsLlamaQuantize_data();
    void choosesAsLlamaQuantize();
    void rulesAndNamedTypesComeFirst();
    void refusesWhatIsNoRule();
    void hostileNamesAndKeysEndWell();
    void namesAreFoundInAnyCase();
};

void ChooseTypesTest::choosesAsLlamaQuantize_data()
{
    QTest::addColumn<QString>("form");
    for (const auto& [name, form] : golden()["forms"].items())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void ChooseTypesTest::choosesAsLlamaQuantize()
{
    QFETCH(QString, form);
    const json& given = golden()["forms"][form.toStdString()];
    const std::string bytes = support::modelOf(given).bytes();
    const GgufFile file(std::as_bytes(std::span(bytes)), "model.gguf");
    for (const auto& [name, result] : given["results"].items()) {
        TypeOptions options;
        options.importance = name.find(" with") != std::string::npos;
        options.preset = engine::tune::findPreset(name.substr(0, name.find(' ')));
        QVERIFY(options.preset != nullptr);
        const auto choices = chooseTypes(file, options);
        if (result.is_string()) { // "needs importance"
            QVERIFY(std::any_of(choices.begin(), choices.end(), [](const TypeChoice& c) { return c.needsImportance; }));
            continue;
        }
        for (std::size_t i = 0; i < choices.size(); ++i)
            QCOMPARE(choices[i].tensor->name, file.tensors()[given["order"][i].get<std::size_t>()].name);
        const auto named = byName(choices);
        const std::string letters = result["types"];
        for (std::size_t i = 0; i < letters.size(); ++i) {
            const auto& tensor = file.tensors()[i];
            const auto& info = engine::files::info(named.at(tensor.name).type);
            const std::string expected = golden()["types"][static_cast<std::size_t>(letters[i] - 'A')];
            QVERIFY2(info.name == expected,
                     (name + ": " + tensor.name + " is " + info.name + ", not " + expected).c_str());
        }
    }
}

void ChooseTypesTest::rulesAndNamedTypesComeFirst()
{
    const std::string bytes = support::modelOf(golden()["forms"]["llama"]).bytes();
    const GgufFile file(std::as_bytes(std::span(bytes)), "model.gguf");
    TypeOptions options;
    options.preset = engine::tune::findPreset("Q4_K_M");
    options.rules = {{"blk\\.[02]\\.ffn_(up|down)", support::TensorType::Q8_0},
                     {"ffn_down", support::TensorType::Q3_K}};
    options.embedding = support::TensorType::Q5_0;
    options.output = support::TensorType::F16;
    const auto named = byName(chooseTypes(file, options));
    using enum support::TensorType;
    QVERIFY(named.at("blk.0.ffn_up.weight").type == Q8_0);
    QVERIFY(named.at("blk.2.ffn_down.weight").type == Q8_0);
    QVERIFY(named.at("blk.1.ffn_down.weight").type == Q3_K);
    QVERIFY(named.at("blk.1.ffn_up.weight").type == Q4_K);
    QVERIFY(named.at("token_embd.weight").type == Q5_0);
    QVERIFY(named.at("output.weight").type == F16 && !named.at("output.weight").quantized());
    QVERIFY(named.at("output_norm.weight").type == F32);
    options = {};
    options.preset = engine::tune::findPreset("Q4_K_M");
    options.pure = true;
    for (const auto& [name, choice] : byName(chooseTypes(file, options)))
        QVERIFY(choice.type == Q4_K || !choice.quantized());
}

void ChooseTypesTest::refusesWhatIsNoRule()
{
    const std::string bytes = support::modelOf(golden()["forms"]["llama"]).bytes();
    const GgufFile file(std::as_bytes(std::span(bytes)), "model.gguf");
    TypeOptions options;
    options.preset = engine::tune::findPreset("Q8_0");
    options.rules = {{"ffn_(up", support::TensorType::Q8_0}};
    QVERIFY_EXCEPTION_THROWN(chooseTypes(file, options), engine::Error);
    QVERIFY_EXCEPTION_THROWN(engine::tune::writableType("IQ2_XXS"), engine::Error);
    QVERIFY_EXCEPTION_THROWN(engine::tune::writableType("Q4_K_M"), engine::Error); // a preset, no type
    QVERIFY(engine::tune::writableType("q4_k") == support::TensorType::Q4_K);
}

void ChooseTypesTest::hostileNamesAndKeysEndWell()
{
    support::GgufBuilder builder;
    builder.string("general.architecture", "llama")
        .i32("llama.block_count", -5)
        .u32("llama.expert_count", 4'000'000'000U);
    builder.numbers<std::int32_t>("llama.attention.head_count", support::ValueType::I32, {});
    builder.u32("llama.attention.head_count_kv", 0);
    for (const char* name : {"blk.99999999999999999999.ffn_down.weight", "blk.-3.attn_v.weight", "blk..ffn_down.weight",
                             "weight", "blk.0", "blk.2147483647.ffn_down.weight", "ffn_down.weight"})
        builder.tensors.push_back({name, {256, 2}, 0, std::string(2048, '\0')});
    const std::string bytes = builder.bytes();
    const GgufFile file(std::as_bytes(std::span(bytes)), "hostile.gguf");
    for (const auto& preset : engine::tune::presets()) {
        TypeOptions options;
        options.preset = &preset;
        QCOMPARE(chooseTypes(file, options).size(), file.tensors().size());
    }
}

void ChooseTypesTest::namesAreFoundInAnyCase()
{
    QCOMPARE(engine::tune::findPreset("q4_k_m"), engine::tune::findPreset("Q4_K_M"));
    QCOMPARE(engine::tune::findPreset("q4_k"), engine::tune::findPreset("Q4_K_M"));
    QVERIFY(engine::tune::findPreset("Q4_K_XL") == nullptr && engine::tune::findPreset("") == nullptr);
}

QTEST_APPLESS_MAIN(ChooseTypesTest)
#include "tst_choose_types.moc"
