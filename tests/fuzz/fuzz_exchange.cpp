// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer entry: a file of conversations. Where the first byte is 'j', what follows the first NUL is the file beside
// it (Jan keeps a conversation in two). Refused is the only way out besides trees that hold together, and a tree that
// was taken comes back whole from a file of Fettle's own.
#include "storage/exchange/reader.h"
#include "storage/exchange/refused.h"
#include "storage/exchange/transfer.h"

#include <cstdint>
#include <cstdlib>

namespace
{

using namespace storage;
using namespace storage::exchange;

constexpr Milliseconds kNow = 1'770'000'000'000;

void check(const ConversationTree& tree)
{
    for (std::size_t i = 0; i < tree.messages.size(); ++i)
        if (tree.messages[i].parent < -1 || tree.messages[i].parent >= static_cast<int>(i))
            std::abort();
    if (tree.leaf < -1 || tree.leaf >= static_cast<int>(tree.messages.size()))
        std::abort();
    const Received again = read(written(tree, Format::Fettle, -1), kNow);
    if (again.conversations.size() != 1 || again.conversations[0].messages != tree.messages ||
        again.conversations[0].leaf != tree.leaf || again.conversations[0].title != tree.title)
        std::abort();
    for (const Format format : {Format::Markdown, Format::OpenAi, Format::ShareGpt})
        static_cast<void>(written(tree, format, -1));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    std::optional<std::string> beside;
    if (data[0] == 'j') {
        const std::size_t end = std::min(text.find('\0'), text.size());
        beside = std::string(text.substr(std::min(end + 1, text.size())));
        text = text.substr(0, end);
    }
    try {
        const Received received = read(text, kNow, [&](const char*) { return beside; });
        for (const ConversationTree& tree : received.conversations)
            check(tree);
        if (received.leftOut > 0 && received.reason.empty())
            std::abort();
    } catch (const Refused& refused) {
        if (std::string(refused.what()).empty())
            std::abort();
    }
    return 0;
}
