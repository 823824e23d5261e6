// SPDX-License-Identifier: GPL-3.0-or-later
// A regular expression that cuts text before byte-pair encoding: run by our own machine on current Unicode, or by PCRE2
// with its JIT where the expression needs more than that machine. Const after construction; any thread may use one.
#pragma once

#include "engine/text/regex_program.h"

#include <string_view>

namespace engine::text
{

class WordPattern
{
public:
    // Null if it is no regular expression that either of the two can run.
    static std::unique_ptr<const WordPattern> compile(std::string_view expression);
    ~WordPattern();

    // The bounds in bytes of each match from the left, apart from one another; some may be empty.
    void forEachMatch(std::string_view text, RegexScratch& scratch, const RegexProgram::Found& match) const;
    bool isOwn() const { return m_program != nullptr; } // on current Unicode

private:
    struct Code;
    WordPattern();

    std::unique_ptr<const RegexProgram> m_program; // or
    std::unique_ptr<Code> m_code;                  // PCRE2's
};

} // namespace engine::text
