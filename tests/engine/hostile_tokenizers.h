// SPDX-License-Identifier: GPL-3.0-or-later
// Tokenizer files that somebody made to break a reader.
#pragma once

#include <string>
#include <vector>

namespace hostile
{

struct TokenizerCase {
    std::string name;
    std::string bytes;
    const char* says; // a part of the error's sentence; null: odd, but it may load
};

std::vector<TokenizerCase> jsonCases();
std::vector<TokenizerCase> modelCases();
std::vector<TokenizerCase> ggufCases();

} // namespace hostile
