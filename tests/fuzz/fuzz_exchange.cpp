// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer entry: a file of conversations of any kind. Refused is the only way out besides trees that hold together,
// and those come back equal from Fettle's own format.
#include "storage/exchange/reader.h"
#include "storage/exchange/refused.h"
#include "storage/exchange/transfer.h"

#include <cstdint>
#include <cstdlib>

using namespace storage;
using namespace storage::exchange;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr Milliseconds kNow = 1'770'000'000'000;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto neighbour = [&](const char*) { return std::optional<std::string>(bytes); };
    try {
        for (const ConversationTree& tree : read(bytes, kNow, neighbour).conversations) {
            for (std::size_t i = 0; i < tree.messages.size(); ++i)
                if (tree.messages[i].parent < -1 || tree.messages[i].parent >= static_cast<int>(i))
                    std::abort();
            if (tree.leaf < -1 || tree.leaf >= static_cast<int>(tree.messages.size()))
                std::abort();
            if (read(written(tree, Format::Fettle, -1), kNow).conversations.at(0) != tree)
                std::abort();
            for (const Format format : {Format::Markdown, Format::OpenAi, Format::ShareGpt})
                static_cast<void>(written(tree, format, 2));
        }
    } catch (const Refused&) {
    }
    return 0;
}
