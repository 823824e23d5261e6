// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/pre_tokenizer.h"

#include "engine/error.h"
#include "engine/stop_scope.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

namespace engine::text
{
namespace
{

// clang-format off: expressions stand as their models write them
// Pieces that several expressions share.
#define CONTRACTIONS "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
#define AFTER_LETTERS "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
#define CASED(more) /* words of rising and falling case, with contractions or without */                               \
    "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+" more                   \
    "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*" more
#define NOT_HAN "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]"
#define UPPER_NOT_HAN "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]"

constexpr const char* kGpt2Expression =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
constexpr const char* kDeepSeek3Words =
    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| "
    "?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
constexpr const char* kBloomExpression = " ?[^(\\s|[.,!?…。，、।۔،])]+";

constexpr const char* kGpt2[] = {kGpt2Expression};
constexpr const char* kDefault[] = {"[\\p{P}\\$\\+<=>\\^~\\|]+", kGpt2Expression, "\\p{N}+", "[0-9][0-9][0-9]"};
constexpr const char* kFalcon[] = {"[\\p{P}\\$\\+<=>\\^~\\|`]+", kGpt2Expression, "[0-9][0-9][0-9]"};
constexpr const char* kStarCoder[] = {"\\p{N}", kGpt2Expression};
constexpr const char* kLlama3[] = {CONTRACTIONS "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}" AFTER_LETTERS};
constexpr const char* kQwen2[] = {CONTRACTIONS "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" AFTER_LETTERS};
constexpr const char* kQwen35[] = {CONTRACTIONS "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| "
                                                "?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"};
constexpr const char* kUfakZeka[] = {"[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" AFTER_LETTERS};
constexpr const char* kMiniCpm5[] = {"\\p{N}{1,3}",
                                     CONTRACTIONS "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}+" AFTER_LETTERS};
constexpr const char* kLaguna[] = {"[^\\n]+|[\\n]+",
                                   CONTRACTIONS "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" AFTER_LETTERS};
constexpr const char* kSeedCoder[] = {
    CONTRACTIONS "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1}| ?[^\\s\\p{L}\\p{N}\\r\\n]+|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"};
constexpr const char* kBailingMoe[] = {"'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}| "
                                       "?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+"};
constexpr const char* kExaoneMoe[] = {CONTRACTIONS
                                      "|[^\\r\\n\\p{L}\\p{N}]?(?:\\p{L}\\p{M}*(?: \\p{L}\\p{M}*)*)+|\\p{N}| "
                                      "?[^\\s\\p{L}\\p{N}]+[\\r\\n/]?|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+"};
constexpr const char* kJais2[] = {
    CONTRACTIONS
    "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| "
    "?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s{512}(?!\\S)|\\s{256}(?!\\S)|"
    "\\s{128}(?!\\S)|\\s{64}(?!\\S)|\\s{32}(?!\\S)|\\s{16}(?!\\S)|\\s{8}(?!\\S)|\\s{4}(?!\\S)|\\s{1,2}(?!\\S)|\\s{1}"};
constexpr const char* kTekken[] = {CASED("") "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"};
constexpr const char* kGpt4o[] = {
    CASED(CONTRACTIONS "?") "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"};
constexpr const char* kTinyAya[] = {"\\d{1,3}(?=(?:\\d{3})*\\b)", kGpt4o[0]};
constexpr const char* kKimiK2[] = {"\\p{Han}+|[^\\r\\n\\p{L}\\p{N}]?" UPPER_NOT_HAN "*" NOT_HAN "+" CONTRACTIONS
                                   "?|[^\\r\\n\\p{L}\\p{N}]?" UPPER_NOT_HAN "+" NOT_HAN "*" CONTRACTIONS
                                   "?|\\p{N}{1,3}" AFTER_LETTERS};
constexpr const char* kYoutu[] = {
    "[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|[一-龥\u3040-ゟ゠-ヿ]+",
    CASED(CONTRACTIONS "?") "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"};
constexpr const char* kDeepSeekLlm[] = {
    "[\r\n]",
    "\\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-"
    "ὗὙὛὝὟ-\u1F7Dᾀ-ᾴᾶ-ᾼ\u1FBEῂ-ῄῆ-ῌῐ-\u1FD3ῖ-\u1FDBῠ-Ῥῲ-ῴῶ-ῼ"
    "ℂℇℊ-ℓℕℙ-ℝℤ\u2126ℨ\u212A-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-"
    "𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]+",
    "\\s?[!-/:-~！-／：-～‘-‟\u3000-。]+",
    "\\s+$",
    "[一-龥ࠀ-一가-\uD7FF]+",
    "\\p{N}+"};
constexpr const char* kDeepSeekCoder[] = {"[\r\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", "[一-龥ࠀ-一가-\uD7FF]+", "\\p{N}"};
constexpr const char* kDeepSeek3[] = {"\\p{N}{1,3}", "[一-龥\u3040-ゟ゠-ヿ]+", kDeepSeek3Words};
constexpr const char* kSpark[] = {
    "\\p{N}{1,3}", "[一-龥\u3040-ゟ゠-ヿ]+",
    ("[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| "
    "?[\\p{P}\\p{S}]+|[\\r\\n]|\\s+(?!\\S)|\\s+"),
    "\\p{N}"};
// Runs of digits fall into threes from their end.
constexpr const char* kAfmoe[] = {"\\p{N}{1,3}(?=(?:\\p{N}{3})*(?!\\p{N}))",
                                  "[一-\u9FFF㐀-䶿豈-\uFAFF\u3040-ゟ゠-ヿ･-ﾟ⼀-\u2FDFเ-\u0E7F\u0E80-\u0EFFក-\u17FFက-"
                                  "႟ꩠ-ꩿꧠ-\uA9FF가-\uD7AFᄀ-ᇿ]+",
                                  kDeepSeek3Words};
constexpr const char* kSuperBpe[] = {"\\p{N}+", "(?=(\\d{3})+(?!\\d))"};
constexpr const char* kBloom[] = {kBloomExpression};
constexpr const char* kViking[] = {kBloomExpression, "\\p{N}"};
constexpr const char* kChameleon[] = {"<sentinel:[0-9]+>",      "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z",
                                      "([\\t\\n]|    |  )",     "\\p{N}",
                                      "[\\p{P}!-/:-@\\[-`{-~]", kGpt2Expression};
constexpr const char* kLines[] = {"[^\\n]+|[\\n]+"};
constexpr const char* kNoSpace[] = {"\\S+"};
// clang-format on

struct Named {
    std::string_view name;
    PreTokenizerFacts facts;
};

constexpr Named kNamed[] = {
    {"default", {kDefault}},
    {"gpt-2", {kGpt2}},
    {"phi-2", {kGpt2}},
    {"jina-es", {kGpt2}},
    {"jina-de", {kGpt2}},
    {"jina-v2-es", {kGpt2}},
    {"jina-v2-de", {kGpt2}},
    {"jina-v1-en", {.patterns = kGpt2, .addEos = true}},
    {"jina-v2-code", {.patterns = kGpt2, .addEos = true}},
    {"roberta-bpe", {.patterns = kGpt2, .addEos = true}},
    {"gigachat", {kGpt2}},
    {"a.x-4.0", {kGpt2}},
    {"mellum", {kGpt2}},
    {"mellum2", {kStarCoder}},
    {"modern-bert", {.patterns = kGpt2, .composed = true}},
    {"exaone4", {kGpt2}},
    {"mpt", {.patterns = kGpt2, .composed = true}},
    {"olmo", {.patterns = kGpt2, .composed = true}},
    {"jais", {kGpt2}},
    {"trillion", {kGpt2}},
    {"granite-docling", {kGpt2}},
    {"falcon", {kFalcon}},
    {"starcoder", {kStarCoder}},
    {"refact", {kStarCoder}},
    {"command-r", {kStarCoder}},
    {"smollm", {kStarCoder}},
    {"codeshell", {kStarCoder}},
    {"exaone", {kStarCoder}},
    {"minerva-7b", {kStarCoder}},
    {"llama-bpe", {.patterns = kLlama3, .wholeWords = true, .addBos = true}},
    {"llama3", {.patterns = kLlama3, .wholeWords = true, .addBos = true}},
    {"llama-v3", {.patterns = kLlama3, .wholeWords = true, .addBos = true}},
    {"falcon3", {.patterns = kLlama3, .wholeWords = true, .addBos = true}},
    {"falcon-h1", {.patterns = kLlama3, .wholeWords = true, .addBos = true}},
    {"pixtral", {.patterns = kLlama3, .wholeWords = true, .addBos = true}},
    {"midm-2.0", {.patterns = kLlama3, .wholeWords = true, .addBos = true}},
    {"lfm2", {.patterns = kLlama3, .wholeWords = true, .addBos = true}},
    {"jina-v5-nano", {.patterns = kLlama3, .wholeWords = true, .addBos = true}},
    {"dbrx", {kLlama3}},
    {"smaug-bpe", {kLlama3}},
    {"glm4", {kLlama3}},
    {"chatglm-bpe", {kLlama3}},
    {"jais-2", {kJais2}},
    {"minicpm5", {.patterns = kMiniCpm5, .wholeWords = true}},
    {"qwen2", {.patterns = kQwen2, .composed = true}},
    {"deepseek-r1-qwen", {.patterns = kQwen2, .composed = true}},
    {"megrez", {.patterns = kQwen2, .composed = true}},
    {"kormo", {kQwen2}},
    {"f2llmv2", {.patterns = kQwen2, .composed = true}},
    {"qwen35", {.patterns = kQwen35, .composed = true}},
    {"stablelm2", {kQwen2}},
    {"hunyuan", {kQwen2}},
    {"solar-open", {kQwen2}},
    {"grok-2", {kQwen2}},
    {"ufakzeka", {kUfakZeka}},
    {"laguna", {kLaguna}},
    {"seed-coder", {kSeedCoder}},
    {"bailingmoe", {kBailingMoe}},
    {"bailingmoe2", {kBailingMoe}},
    {"llada-moe", {kBailingMoe}},
    {"exaone-moe", {kExaoneMoe}},
    {"tekken", {.patterns = kTekken, .wholeWords = true, .addBos = true}},
    {"gpt-4o", {kGpt4o}},
    {"o200k", {kGpt4o}},
    {"llama4", {kGpt4o}},
    {"kanana2", {kGpt4o}},
    {"talkie", {kGpt4o}},
    {"minimax-m2", {kGpt4o}},
    {"granite-embed-multi-97m", {.patterns = kGpt4o, .wholeWords = true}},
    {"tiny_aya", {kTinyAya}},
    {"cohere2moe", {kTinyAya}},
    {"kimi-k2", {kKimiK2}},
    {"youtu", {.patterns = kYoutu, .wholeWords = true}},
    {"deepseek-llm", {kDeepSeekLlm}},
    {"deepseek-coder", {kDeepSeekCoder}},
    {"deepseek-v3", {kDeepSeek3}},
    {"hunyuan-dense", {kDeepSeek3}},
    {"joyai-llm", {kDeepSeek3}},
    {"hy_v4", {kDeepSeek3}},
    {"spark2_5", {kSpark}},
    {"afmoe", {kAfmoe}},
    {"superbpe", {kSuperBpe}},
    {"bloom", {kBloom}},
    {"poro-chat", {kBloom}},
    {"gpt3-finnish", {kBloom}},
    {"viking", {kViking}},
    {"chameleon", {.patterns = kChameleon, .addBos = true}},
    {"gemma4", {.patterns = kLines, .spaceMarks = true}},
    {"granite-embed-multi-311m", {.patterns = kLines, .spaceMarks = true}},
    {"sarvam-moe", {.patterns = kLines, .spaceMarks = true}},
    {"whitespace", {.patterns = kNoSpace, .spaceMarks = true, .dropsSpace = true}},
};

constexpr auto kNames = [] {
    std::array<std::string_view, std::size(kNamed)> names;
    for (std::size_t i = 0; i < names.size(); ++i)
        names[i] = kNamed[i].name;
    return names;
}();

} // namespace

const PreTokenizerFacts* preTokenizerByName(std::string_view name)
{
    const auto* found =
        std::find_if(std::begin(kNamed), std::end(kNamed), [&](const Named& named) { return named.name == name; });
    return found == std::end(kNamed) ? nullptr : &found->facts;
}

std::span<const std::string_view> preTokenizerNames()
{
    return kNames;
}

WordSplitter::WordSplitter(std::span<const char* const> patterns)
{
    static std::mutex mutex;
    static std::map<std::string_view, std::shared_ptr<const WordPattern>>
        compiled; // the tables take a millisecond each
    const std::lock_guard lock(mutex);
    for (const char* expression : patterns) {
        auto& pattern = compiled[expression];
        if (!pattern)
            pattern = WordPattern::compile(expression);
        if (!pattern)
            throw Error(ErrorKind::Internal, std::string("The word pattern ") + expression + " does not compile.");
        m_patterns.push_back(pattern);
    }
}

std::vector<std::size_t> WordSplitter::split(std::string_view text) const
{
    std::vector<std::size_t> ends{text.size()};
    std::vector<std::size_t> finer;
    RegexScratch scratch;
    for (const auto& pattern : m_patterns) {
        finer.clear();
        std::size_t begin = 0;
        const auto cutAt = [&](std::size_t place) {
            StopScope::look();
            if (place > (finer.empty() ? 0 : finer.back()))
                finer.push_back(place);
        };
        for (const std::size_t end : ends) {
            pattern->forEachMatch(text.substr(begin, end - begin), scratch, [&](std::size_t from, std::size_t to) {
                cutAt(begin + from);
                cutAt(begin + to);
            });
            cutAt(end);
            begin = end;
        }
        ends.swap(finer);
    }
    return ends;
}

} // namespace engine::text
