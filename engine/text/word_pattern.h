// SPDX-License-Identifier: GPL-3.0-or-later
// The regular expression that cuts text into words before byte-pair encoding, compiled by PCRE2 with its JIT.
// Const after construction; any thread may use one.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace engine::text
{

class WordPattern
{
public:
    // `name` is GGUF's tokenizer.ggml.pre. Null if that pattern is not known.
    static std::unique_ptr<const WordPattern> byName(std::string_view name);
    ~WordPattern();

    // Calls `word` for consecutive parts that together are the whole text. Bytes that are no valid UTF-8 are parts too.
    void split(std::string_view text, const std::function<void(std::string_view)>& word) const;

private:
    explicit WordPattern(const char* expression);

    struct Code;
    std::unique_ptr<Code> m_code;
};

} // namespace engine::text
