// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/word_pattern.h"

#include "engine/error.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace engine::text
{
namespace
{

struct NamedPattern {
    std::string_view name;
    const char* expression;
};

// The expressions are those with which the vocabularies were trained; they are facts about the models.
constexpr const char* kGpt2 = R"('(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr const char* kLlama3 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kQwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

constexpr NamedPattern kPatterns[] = {
    {"gpt-2", kGpt2}, {"llama-bpe", kLlama3}, {"llama3", kLlama3}, {"qwen2", kQwen2},
};

} // namespace

struct WordPattern::Code {
    pcre2_code* code = nullptr;
    ~Code() { pcre2_code_free(code); }
};

WordPattern::WordPattern(const char* expression) : m_code(std::make_unique<Code>())
{
    int error = 0;
    PCRE2_SIZE offset = 0;
    m_code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression), PCRE2_ZERO_TERMINATED,
                                 PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF, &error, &offset, nullptr);
    if (!m_code->code)
        throw Error(ErrorKind::Internal, "A word pattern does not compile (PCRE2 error " + std::to_string(error) + ").");
    pcre2_jit_compile(m_code->code, PCRE2_JIT_COMPLETE); // without it the interpreter does the same, slower
}

WordPattern::~WordPattern() = default;

std::unique_ptr<const WordPattern> WordPattern::byName(std::string_view name)
{
    for (const NamedPattern& pattern : kPatterns)
        if (pattern.name == name)
            return std::unique_ptr<const WordPattern>(new WordPattern(pattern.expression));
    return nullptr;
}

void WordPattern::split(std::string_view text, const std::function<void(std::string_view)>& word) const
{
    struct FreeMatch {
        void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
    };
    const std::unique_ptr<pcre2_match_data, FreeMatch> match(pcre2_match_data_create_from_pattern(m_code->code, nullptr));
    std::size_t at = 0;
    while (at < text.size()) {
        const int found = pcre2_match(m_code->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at, 0, match.get(), nullptr);
        const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(match.get());
        if (found < 0 || bounds[1] <= at) { // nothing more matches: invalid bytes, or a match limit
            word(text.substr(at));
            return;
        }
        if (bounds[0] > at)
            word(text.substr(at, bounds[0] - at));
        word(text.substr(bounds[0], bounds[1] - bounds[0]));
        at = bounds[1];
    }
}

} // namespace engine::text
