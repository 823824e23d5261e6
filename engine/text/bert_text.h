// SPDX-License-Identifier: GPL-3.0-or-later
// How BERT prepares and cuts text (Devlin et al. 2018; its BasicTokenizer).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace engine::text
{

struct BertNormalizer {
    bool cleansText = true;    // drops control characters, makes all white space spaces
    bool spacesChinese = true; // each CJK ideograph becomes a word
    bool stripsAccents = true;
    bool lowercases = true;

    std::string apply(std::string_view text) const;
};

// Words between white space; each punctuation mark is one. Views into the text.
std::vector<std::string_view> bertWords(std::string_view text);

} // namespace engine::text
