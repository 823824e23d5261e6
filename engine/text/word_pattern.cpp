// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/word_pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace engine::text
{

struct WordPattern::Code {
    pcre2_code* code = nullptr;
    pcre2_match_context* context = nullptr;
    ~Code()
    {
        pcre2_match_context_free(context);
        pcre2_code_free(code);
    }
};

WordPattern::WordPattern() = default;
WordPattern::~WordPattern() = default;

std::unique_ptr<const WordPattern> WordPattern::compile(std::string_view expression)
{
    std::unique_ptr<WordPattern> pattern(new WordPattern());
    pattern->m_program = RegexProgram::compile(expression);
    if (pattern->m_program)
        return pattern;
    if (expression.size() > 16 << 10)
        return nullptr;
    int error = 0;
    PCRE2_SIZE offset = 0;
    auto code = std::make_unique<Code>();
    code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                               PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C, &error,
                               &offset, nullptr);
    if (!code->code)
        return nullptr;
    pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE); // without it the interpreter does the same, slower
    code->context = pcre2_match_context_create(nullptr);
    pcre2_set_match_limit(code->context, 100'000); // such patterns come from files
    pcre2_set_depth_limit(code->context, 1'000);
    pattern->m_code = std::move(code);
    return pattern;
}

void WordPattern::forEachMatch(std::string_view text, RegexScratch& scratch, const RegexProgram::Found& match) const
{
    if (m_program) {
        m_program->forEachMatch(text, scratch, match);
        return;
    }
    struct FreeMatch {
        void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
    };
    const std::unique_ptr<pcre2_match_data, FreeMatch> data(
        pcre2_match_data_create_from_pattern(m_code->code, nullptr));
    std::size_t at = 0;
    std::uint32_t options = 0;
    while (at <= text.size()) {
        const int found = pcre2_match(m_code->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at, options,
                                      data.get(), m_code->context);
        const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(data.get());
        if (found < 0 || bounds[1] < bounds[0])
            return; // nothing more matches, or a match limit
        match(bounds[0], bounds[1]);
        at = bounds[1];
        options = PCRE2_NOTEMPTY_ATSTART; // else an empty match would come again at once
    }
}

} // namespace engine::text
