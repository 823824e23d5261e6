// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer entry: any text as a chat template over a conversation with everything in it. The first byte says how many
// bytes at the end are what the user wrote. engine::Error is the only way out besides a prompt, and what the user wrote
// never becomes the template's.
#include "engine/error.h"
#include "engine/text/chat_template.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace
{

using namespace engine::text;
using Json = nlohmann::ordered_json;

constexpr const char* kMark = "\xEE\x83\xBF"; // a character of private use

// Read once: what differs between inputs is what the user wrote.
const Json& conversation(const std::string& written)
{
    static Json context = Json::parse(R"({
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": ""},
            {"role": "assistant", "content": null, "reasoning_content": "hm", "tool_calls": [
                {"id": "1", "type": "function", "function": {"name": "add", "arguments": {"a": 1, "b": [2.5, true]}}}]},
            {"role": "tool", "tool_call_id": "1", "name": "add", "content": "3"},
            {"role": "user", "content": [{"type": "text", "text": ""}]}],
        "tools": [{"type": "function", "function": {"name": "add", "description": "Adds", "parameters":
            {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}}}],
        "documents": [{"title": "t", "text": "x"}],
        "add_generation_prompt": true, "enable_thinking": false, "bos_token": "<s>", "eos_token": "</s>",
        "n": 7, "f": 2.5, "t": true, "no": null, "s": "Hello World", "empty": "", "l": [3, 1, 2],
        "words": ["pear", "Apple", "fig"], "d": {"b": 1, "a": "x", "items": "shadow"},
        "rows": [{"name": "Ann", "age": 30, "tags": ["x", "y"]}, {"name": "bob", "age": 25, "tags": []}],
        "nested": {"a": {"b": [{"c": "deep"}]}}, "html": "<b>&\"'</b>", "multi": "one\n two\n\nthree\n"})");
    context["messages"][1]["content"] = written + kMark;
    context["messages"][4]["content"][0]["text"] = kMark + written;
    return context;
}

void require(bool good)
{
    if (!good)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string all(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t written = std::min<std::size_t>(data[0], all.size());
    const std::string source = all.substr(0, all.size() - written);
    // Whoever writes the mark into a template, as it is or by an escape, may have it.
    const bool canWriteMark = source.find('\xEE') != std::string::npos || source.find('\\') != std::string::npos;
    std::tm now{};
    now.tm_year = 126;
    now.tm_mday = 1;
    try {
        const auto parts = ChatTemplate(source).render(conversation(all.substr(all.size() - written)), now);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            require(!parts[i].text.empty() && (i == 0 || parts[i].fromTemplate != parts[i - 1].fromTemplate));
            require(!parts[i].fromTemplate || canWriteMark || parts[i].text.find(kMark) == std::string::npos);
        }
    } catch (const engine::Error& error) {
        require(error.kind() == engine::ErrorKind::BadFile || error.kind() == engine::ErrorKind::BadSetting);
    }
    return 0;
}
