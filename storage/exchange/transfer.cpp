// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/transfer.h"

#include "storage/exchange/markdown.h"
#include "storage/exchange/openai.h"
#include "storage/exchange/own_json.h"
#include "storage/exchange/reader.h"
#include "storage/exchange/refused.h"
#include "storage/failure.h"
#include "storage/files.h"

#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace storage::exchange
{
namespace
{

// One in memory at a time.
void writeAll(std::ostream& out, const Conversations& conversations, const std::vector<Id>& ids, Format format)
{
    const bool several = ids.size() != 1;
    const bool isList = several && (format == Format::Fettle || format == Format::ShareGpt);
    if (isList)
        out << "[\n";
    for (std::size_t i = 0; i < ids.size(); ++i) {
        out << written(conversations.exportTree(ids[i]), format, several ? -1 : 2);
        if (format != Format::Markdown)
            out << (isList && i + 1 < ids.size() ? ",\n" : "\n");
    }
    if (isList)
        out << "]\n";
}

[[noreturn]] void failToRead(const std::filesystem::path& file, int systemError)
{
    throw Error(ErrorKind::Io, "Fettle could not read " + file.string() + ": " +
                                   std::generic_category().message(systemError) +
                                   ". Check that it is a file, and that you may read it.");
}

std::string contentOf(const std::filesystem::path& file)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) // a folder, a pipe that would never end
        failToRead(file, error ? error.value() : EINVAL);
    const auto size = std::filesystem::file_size(file, error);
    if (error)
        failToRead(file, error.value());
    if (size > kMostBytes)
        throw Refused("is larger than " + std::to_string(kMostBytes >> 20) + " MiB");
    std::string content(size, '\0');
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    in.read(content.data(), static_cast<std::streamsize>(size));
    if (!in)
        failToRead(file, errno != 0 ? errno : EIO);
    return content;
}

} // namespace

std::string written(const ConversationTree& tree, Format format, int indent)
{
    switch (format) {
    case Format::Markdown:
        return toMarkdown(tree);
    case Format::Fettle:
        return dumped(toOwnJson(tree), indent);
    case Format::OpenAi:
        return dumped(toOpenAi(tree), indent);
    case Format::ShareGpt:
        return dumped(toShareGpt(tree), indent);
    }
    return {};
}

void exportFile(const Conversations& conversations, const std::vector<Id>& ids, const std::filesystem::path& file,
                Format format)
{
    constexpr std::string_view kDoing = "export the conversations";
    const std::filesystem::path part = withSuffix(file, ".part-" + std::to_string(::getpid()));
    std::error_code ignored;
    try {
        errno = 0;
        std::ofstream out(part, std::ios::binary | std::ios::trunc);
        if (out)
            writeAll(out, conversations, ids, format);
        out.close();
        if (!out)
            failOfSystem(file, errno != 0 ? errno : EIO, kDoing);
        syncFile(part);
        renameDurably(part, file);
    } catch (...) {
        std::filesystem::remove(part, ignored);
        throw;
    }
}

Import readFile(const std::filesystem::path& file, Milliseconds now)
{
    const std::string name = file.filename().string();
    const auto neighbour = [&](const char* beside) -> std::optional<std::string> {
        const std::filesystem::path path = file.parent_path() / beside;
        return isThere(path) ? std::optional(contentOf(path)) : std::nullopt;
    };
    try {
        Received received = read(contentOf(file), now, neighbour);
        Import import{std::move(received.conversations), received.leftOut, {}};
        if (received.leftOut > 0)
            import.reason = "In " + name + ", " + received.reason + ".";
        return import;
    } catch (const Refused& refused) {
        throw Error(ErrorKind::BadFile, name + " " + refused.what() + ".");
    }
}

} // namespace storage::exchange
