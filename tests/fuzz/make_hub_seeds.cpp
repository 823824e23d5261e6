// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the small valid files from which fuzz_safetensors and fuzz_hub start into the two folders that are named.
#include "tests/support/safetensors_builder.h"

int main(int argc, char** argv)
{
    if (argc != 3)
        return 2;
    const std::filesystem::path files = argv[1];
    const std::filesystem::path hub = argv[2];
    const support::HubModel model;
    support::writeFile(files / "llama", model.weights.bytes());
    support::writeFile(files / "two", support::SafetensorsBuilder().add("a", {2}).add("b", {1, 3}).bytes());
    support::writeFile(files / "empty", support::safetensors("{}", ""));
    support::writeFile(files / "metadata", support::safetensors(R"({"__metadata__":{"format":"pt"}})", ""));

    support::writeFile(hub / "llama", "c" + model.config.dump());
    nlohmann::json scaled = model.config;
    scaled["rope_scaling"] = {
        {"rope_type", "longrope"}, {"long_factor", {1, 2}}, {"short_factor", {1, 1}}, {"factor", 2.0}};
    scaled["layer_types"] = {"sliding_attention"};
    scaled["sliding_window"] = 4;
    support::writeFile(hub / "scaled", "c" + scaled.dump());
    nlohmann::json bert = {{"model_type", "bert"},
                           {"hidden_size", 8},
                           {"num_hidden_layers", 1},
                           {"num_attention_heads", 2},
                           {"max_position_embeddings", 8},
                           {"vocab_size", 8},
                           {"id2label", {{"0", "a"}, {"1", "b"}}},
                           {"architectures", {"BertForSequenceClassification"}}};
    support::writeFile(hub / "bert", "c" + bert.dump());
    support::writeFile(hub / "bytes", "t" + model.tokenizer.dump());
    support::writeFile(
        hub / "words",
        "t" + nlohmann::json{{"model", {{"type", "WordPiece"}, {"vocab", {{"[UNK]", 0}, {"a", 1}}}}}}.dump());
    support::writeFile(
        hub / "marks",
        R"(t{"pre_tokenizer":{"type":"Metaspace"},"model":{"type":"BPE","unk_token":"u","vocab":{"u":0,"a":1,"aa":2},"merges":[["a","a"]]}})");
    support::writeFile(hub / "list", "v[UNK]\na\n##b\n");
    // One piece "a", type 1, score 1; trained as BPE; no space before.
    support::writeFile(hub / "sentencepiece",
                       std::string("s\x0A\x0A\x0A\x01"
                                   "a\x15\x00\x00\x80\x3F\x18\x01\x12\x02\x18\x02\x1A\x02\x18\x00",
                                   21));
}
