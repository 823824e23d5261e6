// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer entry for all that reads vocabularies and text. The first byte chooses: a tokenizer.json, a
// tokenizer.model, a word pattern, or bytes for a fixed tokenizer; the next says how many bytes at the end are the
// text. engine::Error is the only way out that is allowed besides an answer.
#include "engine/error.h"
#include "engine/text/tokenizer.h"
#include "engine/text/unicode.h"
#include "engine/text/word_pattern.h"

#include <cstdint>
#include <cstdlib>

namespace
{

using namespace engine::text;

const std::string kName = "fuzz.tokenizer";

void require(bool good)
{
    if (!good)
        std::abort();
}

void use(const Tokenizer& tokenizer, std::string_view text)
{
    const Part part{std::string(text), true};
    for (const auto& ids :
         {tokenizer.encode(text), tokenizer.encode(std::span(&part, 1)), tokenizer.encodeDocument(text)}) {
        for (const TokenId id : ids)
            require(id >= 0 && id < tokenizer.vocabularySize());
        static_cast<void>(tokenizer.decode(ids));
    }
    for (TokenId id = 0; id < tokenizer.vocabularySize(); ++id)
        static_cast<void>(tokenizer.bytes(id));
}

void usePattern(std::string_view expression, std::string_view text)
{
    const auto pattern = WordPattern::compile(expression);
    if (!pattern)
        return;
    RegexScratch scratch;
    std::size_t before = 0;
    pattern->forEachMatch(text, scratch, [&](std::size_t begin, std::size_t end) {
        require(begin >= before && end >= begin && end <= text.size());
        before = end;
    });
}

void normalizeTwice(std::string_view text)
{
    using unicode::Form;
    for (const Form form : {Form::NFC, Form::NFD, Form::NFKC, Form::NFKD}) {
        const std::string once = unicode::normalize(text, form);
        require(unicode::normalize(once, form) == once);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2)
        return 0;
    const std::string_view all(reinterpret_cast<const char*>(data) + 2, size - 2);
    const std::size_t textSize = std::min<std::size_t>(data[1], all.size());
    const std::string_view file = all.substr(0, all.size() - textSize);
    const std::string_view text = all.substr(all.size() - textSize);
    try {
        switch (data[0] % 4) {
        case 0:
            use(*Tokenizer::fromJson(file, kName), text);
            break;
        case 1:
            use(*Tokenizer::fromSentencePiece(file, kName), text);
            break;
        case 2:
            usePattern(file, text);
            break;
        default:
            normalizeTwice(all);
            break;
        }
    } catch (const engine::Error& error) {
        require(error.kind() != engine::ErrorKind::Internal &&
                std::string(error.what()).find(kName) != std::string::npos);
    }
    return 0;
}
