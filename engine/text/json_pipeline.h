// SPDX-License-Identifier: GPL-3.0-or-later
// The steps that a tokenizer.json (the `tokenizers` library's format) names: normalizers change the text,
// pre-tokenizers cut it into pieces. Each is read from its JSON object and then const; any thread may use one.
#pragma once

#include <deque>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace engine::text
{

// Throws engine::Error about the file: `where` is the place within it ("pre_tokenizer[1].behavior").
struct JsonSource {
    const std::string& name;
    [[noreturn]] void bad(const std::string& where, const std::string& why) const;
    [[noreturn]] void unsupported(const std::string& where, const std::string& what) const;
};

class JsonNormalizer
{
public:
    virtual ~JsonNormalizer() = default;
    virtual std::string apply(std::string text) const = 0;
};

// Null for JSON null. Throws engine::Error: BadFile, Unsupported.
std::unique_ptr<const JsonNormalizer> readNormalizer(const nlohmann::json& json, const std::string& where,
                                                     const JsonSource& source);

// The pieces of one text, views into it or into what steps wrote.
struct JsonPieces {
    std::vector<std::string_view> list;
    std::deque<std::string> written;
    bool atStart = true; // the text is the beginning of the whole
};

class JsonPreTokenizer
{
public:
    virtual ~JsonPreTokenizer() = default;
    virtual void apply(JsonPieces& pieces) const = 0;
};

using JsonPreTokenizers = std::vector<std::unique_ptr<const JsonPreTokenizer>>;
// Empty for JSON null; a Sequence becomes its steps. A ByteLevel at the very end is left to the model, which then takes
// bytes: endsInBytes. Throws engine::Error: BadFile, Unsupported.
JsonPreTokenizers readPreTokenizers(const nlohmann::json& json, const JsonSource& source, bool& endsInBytes);

} // namespace engine::text
