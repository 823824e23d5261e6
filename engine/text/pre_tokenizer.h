// SPDX-License-Identifier: GPL-3.0-or-later
// The named ways of GGUF's tokenizer.ggml.pre: which patterns cut the text, one after the other, and what else the
// vocabularies of that name want. The expressions are those of the models' own tokenizer.json; they are facts.
#pragma once

#include "engine/text/word_pattern.h"

#include <span>
#include <string>
#include <vector>

namespace engine::text
{

struct PreTokenizerFacts {
    std::span<const char* const> patterns; // each cuts what the one before left
    bool wholeWords = false;               // a word that is a piece is not merged
    bool addBos = false;                   // where the file does not say
    bool addEos = false;                   // likewise; an encoder's separator
    bool composed = false;                 // text is put into NFC first
    bool spaceMarks = false;               // no byte characters: spaces are U+2581, bytes are <0xAB>
    bool dropsSpace = false;               // white space is no part of any word
};

// Null if the name is not known.
const PreTokenizerFacts* preTokenizerByName(std::string_view name);
std::span<const std::string_view> preTokenizerNames();

// The patterns of one tokenizer, compiled. Const after construction; any thread may use one.
class WordSplitter
{
public:
    // Each expression is compiled once in a process. Throws engine::Error(Internal) for a bad one.
    explicit WordSplitter(std::span<const char* const> patterns);
    // The ends in bytes of consecutive parts, none empty, that together are the whole text.
    std::vector<std::size_t> split(std::string_view text) const;

private:
    std::vector<std::shared_ptr<const WordPattern>> m_patterns;
};

} // namespace engine::text
