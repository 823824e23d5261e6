// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/hostile_tokenizers.h"

#include "tests/support/gguf_builder.h"

#include <limits>

namespace hostile
{
namespace
{

using support::Bytes;
using support::GgufBuilder;

// A file with a BPE model of three tokens, in which one member is put in the place of its kin.
std::string file(const std::string& model, const std::string& more = {})
{
    return "{" + more + (more.empty() ? "" : ",") + "\"model\":" + model + "}";
}

std::string bpe(const std::string& vocab, const std::string& merges = "[]")
{
    return file(R"({"type":"BPE","vocab":)" + vocab + R"(,"merges":)" + merges + "}");
}

std::string step(const char* kind, const std::string& object)
{
    return file(R"({"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]})",
                "\"" + std::string(kind) + "\":" + object);
}

std::string unigram(const std::string& vocab, const std::string& unknown = "0")
{
    return file(R"({"type":"Unigram","unk_id":)" + unknown + R"(,"vocab":)" + vocab + "}");
}

std::string repeated(const std::string& text, std::size_t count)
{
    std::string all;
    for (std::size_t i = 0; i < count; ++i)
        all += text;
    return all;
}

std::string split(const std::string& pattern, const std::string& behavior = "Isolated")
{
    return step("pre_tokenizer", R"({"type":"Split","pattern":)" + pattern + R"(,"behavior":")" + behavior + R"("})");
}

// Protocol buffers: a field of bytes, of a number, of a float.
std::string field(int number, const std::string& bytes)
{
    std::string out(1, static_cast<char>(number << 3 | 2));
    std::size_t size = bytes.size();
    for (; size >= 0x80; size >>= 7)
        out += static_cast<char>(size | 0x80);
    return out + static_cast<char>(size) + bytes;
}

std::string number(int field, char value)
{
    const int tag = field << 3;
    return (tag < 128 ? std::string(1, static_cast<char>(tag))
                      : std::string{static_cast<char>(tag | 0x80), static_cast<char>(tag >> 7)}) +
           value;
}

std::string piece(const std::string& text, char type = 1, float score = -1)
{
    return field(1, field(1, text) + '\x15' + Bytes().number(score).data() + number(3, type));
}

std::string model(const std::string& pieces, const std::string& trainer = number(3, 2),
                  const std::string& normalizer = {})
{
    return piece("<unk>", 2, 0) + piece("<s>", 3, 0) + piece("</s>", 3, 0) + pieces + field(2, trainer) +
           field(3, normalizer);
}

} // namespace

std::vector<TokenizerCase> jsonCases()
{
    const std::string ab = R"({"a":0,"b":1,"ab":2})";
    return {
        {"empty file", "", "no JSON"},
        {"not JSON", "hello", "no JSON"},
        {"cut off", R"({"model":{"vocab")", "no JSON"},
        {"bad UTF-8", "{\"model\":\"\xFF\xC0\"}", "no JSON"},
        {"100,000 brackets", std::string(100'000, '['), "nested"},
        {"100,000 objects", repeated("{\"a\":", 100'000), "nested"},
        {"a list", "[]", "tokenizer"},
        {"no model", "{}", "model"},
        {"model null", R"({"model":null})", "tokenizer"},
        {"model a list", R"({"model":[]})", "tokenizer"},
        {"no vocabulary", file(R"({"type":"BPE","merges":[]})"), "vocab"},
        {"vocabulary a number", bpe("7"), "model.vocab"},
        {"vocabulary empty", bpe("{}"), "model.vocab"},
        {"number of a token negative", bpe(R"({"a":-1})"), "out of range"},
        {"number of a token 2^40", bpe(R"({"a":1099511627776})"), "out of range"},
        {"number of a token 2^63", bpe(R"({"a":9223372036854775808})"), "out of range"},
        {"number of a token as text", bpe(R"({"a":"0"})"), "model.vocab"},
        {"number of a token 0.5", bpe(R"({"a":0.5})"), "model.vocab"},
        {"number beyond all numbers", bpe(R"({"a":1e999})"), "too large"},
        {"two tokens of one number", bpe(R"({"a":0,"b":0})"), "two tokens"},
        {"token of 70 kB", bpe("{\"" + std::string(70'000, 'x') + "\":0}"), "70000"},
        {"one token with the number 100,000", bpe(R"({"a":100000})"), "too few"},
        {"empty token", bpe(R"({"":0,"a":1})"), nullptr},
        {"merges missing", file(R"({"type":"BPE","vocab":)" + ab + "}"), "merges"},
        {"merges an object", bpe(ab, "{}"), "merges"},
        {"a merge of nothing", bpe(ab, R"([["","b"]])"), "merges"},
        {"a merge of one", bpe(ab, R"(["ab"])"), "merges"},
        {"merge of an absent token", bpe(ab, R"(["a c"])"), "a c"},
        {"merge into an absent token", bpe(ab, R"(["b a"])"), "b a"},
        {"merge without a space", bpe(ab, R"(["ab"])"), "no pair"},
        {"merge of three", bpe(ab, R"([["a","b","a"]])"), "tokenizer"},
        {"merge a number", bpe(ab, "[1]"), "tokenizer"},
        {"merge of numbers", bpe(ab, "[[1,2]]"), "tokenizer"},
        {"merge twice", bpe(ab, R"(["a b","a b"])"), nullptr},
        {"merge empty", bpe(ab, R"([""])"), "no pair"},
        {"unknown model", file(R"({"type":"Magic","vocab":{"a":0}})"), "Magic"},
        {"score as text", unigram(R"([["a","b"]])"), "score"},
        {"entry of three", unigram(R"([["a",1,2]])"), "score"},
        {"score beyond float", unigram(R"([["a",1e300]])"), "finite"},
        {"unknown token out of range", unigram(R"([["a",-1]])", "5"), "unk_id"},
        {"unknown token -1", unigram(R"([["a",-1]])", "-1"), "unk_id"},
        {"no unknown token", unigram(R"([["a",-1]])", "null"), nullptr},
        {"WordPiece without an unknown token", file(R"({"type":"WordPiece","vocab":{"a":0}})"), "unk_token"},
        {"WordPiece with an absent unknown token", file(R"({"type":"WordPiece","unk_token":"x","vocab":{"a":0}})"),
         "unk_token"},
        {"unknown normalizer", step("normalizer", R"({"type":"Rot13"})"), "Rot13"},
        {"normalizer without a type", step("normalizer", "{}"), "type"},
        {"100 normalizers",
         step("normalizer",
              R"({"type":"Sequence","normalizers":[)" + repeated(R"({"type":"NFC"},)", 99) + R"({"type":"NFC"}]})"),
         "too many"},
        {"replaces nothing", step("normalizer", R"({"type":"Replace","pattern":{"String":""},"content":"x"})"),
         "empty"},
        {"replaces by a bad pattern", step("normalizer", R"({"type":"Replace","pattern":{"Regex":"("},"content":"x"})"),
         "regular"},
        {"character map of no base64", step("normalizer", R"({"type":"Precompiled","precompiled_charsmap":"?!"})"),
         "base64"},
        {"character map of wrong sizes",
         step("normalizer", R"({"type":"Precompiled","precompiled_charsmap":"/////wAAAAA="})"), "sizes"},
        {"unknown pre-tokenizer", step("pre_tokenizer", R"({"type":"Scissors"})"), "Scissors"},
        {"100 pre-tokenizers",
         step("pre_tokenizer", R"({"type":"Sequence","pretokenizers":[)" + repeated(R"({"type":"Digits"},)", 99) +
                                   R"({"type":"Digits"}]})"),
         "too many"},
        {"split by a bad pattern", split(R"({"Regex":"["})"), "regular"},
        {"split by 100 kB", split("{\"Regex\":\"" + std::string(100'000, 'a') + "\"}"), "regular"},
        {"split by a count of 1,000,000", split(R"({"Regex":"(?:a{1000}){1000}b"})"), nullptr},
        {"split by nothing", split(R"({"String":""})"), "empty"},
        {"split in an unknown way", split(R"({"String":"a"})", "Sideways"), "Sideways"},
        {"split without end", split(R"({"Regex":"(?:a+)+c"})"), nullptr},
        {"split that may be empty", split(R"({"Regex":"a*"})"), nullptr},
        {"split by a back reference", split(R"({"Regex":"(a)\\1"})"), nullptr},
        {"byte level before WordPiece",
         file(R"({"type":"WordPiece","unk_token":"a","vocab":{"a":0}})", R"("pre_tokenizer":{"type":"ByteLevel"})"),
         "byte level"},
        {"metaspace without a mark", step("pre_tokenizer", R"({"type":"Metaspace","replacement":""})"), "empty"},
        {"added token out of range", step("added_tokens", R"([{"id":99999999,"content":"x"}])"), "out of range"},
        {"added token in another's place", step("added_tokens", R"([{"id":0,"content":"x"}])"), "added_tokens"},
        {"added token without a text", step("added_tokens", R"([{"id":3}])"), "content"},
        {"added token empty", step("added_tokens", R"([{"id":3,"content":""}])"), nullptr},
        {"added tokens a number", step("added_tokens", "3"), "tokenizer"},
        {"post-processor of nothing", step("post_processor", R"({"type":"TemplateProcessing"})"), "single"},
        {"post-processor with absent tokens",
         step("post_processor", R"({"type":"BertProcessing","sep":["x",9],"cls":["y",9]})"), nullptr},
        {"decoder a number", step("decoder", "3"), nullptr},
    };
}

std::vector<TokenizerCase> modelCases()
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    return {
        {"empty file", "", "no pieces"},
        {"text", "hello world", "sentencepiece"},
        {"zeros", std::string(100, '\0'), nullptr},
        {"length beyond the end", std::string("\x0A\x7F") + "abc", "ends early"},
        {"length of 2^63", "\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F", "ends early"},
        {"number of 80 bits", std::string("\x08") + std::string(11, '\xFF'), "64 bits"},
        {"number cut off", "\x0A\xFF", "ends early"},
        {"float cut off", field(1, "\x15\x01"), "ends early"},
        {"field of an old kind", "\x0B\x0C", "unknown kind"},
        {"no pieces", field(2, number(3, 2)), "no pieces"},
        {"piece of type 9", model(piece("a", 9)), "type 9"},
        {"piece of type 0", model(piece("a", 0)), "type 0"},
        {"score NaN", model(piece("a", 1, nan)), "finite"},
        {"score infinite", model(piece("a", 1, std::numeric_limits<float>::infinity())), "finite"},
        {"piece of 70 kB", model(piece(std::string(70'000, 'x'))), "70000"},
        {"byte piece <0xZZ>", model(piece("<0xZZ>", 6)), "<0xZZ>"},
        {"pieces twice", model(piece("a") + piece("a")), nullptr},
        {"pieces of bad UTF-8", model(piece("\xFF\xC0") + piece("\xE9\x87")), nullptr},
        {"empty piece", model(piece("")), nullptr},
        {"model of words", model(piece("a"), number(3, 3)), "words"},
        {"unknown token out of range", model(piece("a"), number(40, 100)), "unknown"},
        {"unknown token that is a plain one", model(piece("a"), number(40, 3)), "unknown"},
        {"first token out of range", model(piece("a"), number(41, 100)), "first"},
        {"last token out of range", model(piece("a"), number(42, 100)), "last"},
        {"character map of one byte", model(piece("a"), number(3, 2), field(2, "x")), "sizes"},
        {"character map larger than it is",
         model(piece("a"), number(3, 2), field(2, std::string("\xFF\xFF\xFF\x7F\0\0\0\0\0", 9))), "sizes"},
        {"character map that leads out",
         model(piece("a"), number(3, 1), field(2, std::string("\x04\0\0\0\xFF\xFF\xFF\x7F\0", 9))), nullptr},
        {"no unigram score above -1e38", model(piece("a", 1, -3e38F) + piece("b", 1, -3e38F), number(3, 1)), nullptr},
    };
}

std::vector<TokenizerCase> ggufCases()
{
    const auto vocabulary = [](const char* type, const std::vector<std::string>& tokens) {
        GgufBuilder builder;
        builder.string("tokenizer.ggml.model", type).strings("tokenizer.ggml.tokens", tokens);
        return builder;
    };
    const auto unigramFile = [&] {
        return vocabulary("t5", {"<unk>", "</s>", "a"})
            .floats("tokenizer.ggml.scores", {0, 0, -1})
            .integers("tokenizer.ggml.token_type", {2, 3, 1});
    };
    const std::vector<std::string> letters = {"a", "b", "ab"};
    return {
        {"t5 as it should be", unigramFile().bytes(), nullptr},
        {"t5 without scores", unigramFile().remove("tokenizer.ggml.scores").bytes(), "scores"},
        {"t5 without an unknown token", unigramFile().integers("tokenizer.ggml.token_type", {1, 1, 1}).bytes(),
         "token_type"},
        {"t5 with a character map of texts",
         unigramFile().strings("tokenizer.ggml.precompiled_charsmap", {"x"}).bytes(), "charsmap"},
        {"t5 with a character map of 3 bytes",
         unigramFile()
             .numbers<std::uint8_t>("tokenizer.ggml.precompiled_charsmap", support::ValueType::U8, {1, 2, 3})
             .bytes(),
         "charsmap"},
        {"bert without an unknown token", vocabulary("bert", {"a"}).bytes(), "unknown_token_id"},
        {"bert with an unknown token out of range",
         vocabulary("bert", {"a"}).u32("tokenizer.ggml.unknown_token_id", 1).bytes(), "unknown_token_id"},
        {"bert of one token", vocabulary("bert", {"[UNK]"}).bytes(), nullptr},
        {"bert with a separator out of range",
         vocabulary("bert", {"[UNK]"}).u32("tokenizer.ggml.seperator_token_id", 9).bytes(), "seperator"},
        {"gpt2 of no bytes", vocabulary("gpt2", letters).strings("tokenizer.ggml.merges", {"a b"}).bytes(), nullptr},
        {"gpt2 with a merge into nothing",
         vocabulary("gpt2", {"a", "b"}).strings("tokenizer.ggml.merges", {"a b"}).bytes(), "a b"},
        {"gpt2 with merges as numbers", vocabulary("gpt2", letters).integers("tokenizer.ggml.merges", {1}).bytes(),
         "merges"},
        {"gpt2 with an unknown pattern",
         vocabulary("gpt2", letters)
             .strings("tokenizer.ggml.merges", {"a b"})
             .string("tokenizer.ggml.pre", "new-way")
             .bytes(),
         nullptr},
        {"gemma4 without its bytes", vocabulary("gemma4", letters).strings("tokenizer.ggml.merges", {"a b"}).bytes(),
         nullptr},
    };
}

} // namespace hostile
