// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer entry: the first byte says what the others are: config.json, tokenizer.json, tokenizer.model or vocab.txt
// of a folder from the hub. engine::Error that names the file is the only way out besides a conversion.
#include "engine/error.h"
#include "engine/files/hub/hub_family.h"
#include "engine/files/hub/vocabulary.h"
#include "engine/files/json_text.h"

#include <cstdint>
#include <cstdlib>

namespace
{

using namespace engine::files;

void use(char kind, std::string_view text, const std::string& name)
{
    GgufContent content;
    switch (kind) {
    case 'c': {
        const auto family = hub::convertConfig(hub::HubConfig(parseJson(text, name), name), content);
        if (family.layers < 1 || family.heads < 1 || family.kvHeads < 1 || family.headDim < 1)
            std::abort();
        break;
    }
    case 't':
        hub::readTokenizerJson(hub::HubConfig(parseJson(text, name), name)).write(content);
        break;
    case 's':
        hub::readSentencePiece(text, name).write(content);
        break;
    default:
        hub::readWordList(text, name).write(content);
        break;
    }
    const GgufFile file(content, name); // what was written can be read
    for (const std::string& key : file.keys())
        static_cast<void>(file.display(key));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::string name = "fuzz.hub";
    if (size == 0)
        return 0;
    try {
        use(static_cast<char>(data[0]), {reinterpret_cast<const char*>(data + 1), size - 1}, name);
    } catch (const engine::Error& error) {
        if (error.kind() == engine::ErrorKind::Internal || std::string(error.what()).find(name) == std::string::npos)
            std::abort();
    }
    return 0;
}
