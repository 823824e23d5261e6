// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/gguf_split.h"

#include "engine/error.h"

#include <cstdio>

namespace engine::files
{
namespace
{

constexpr std::int64_t kMostParts = 9999;

// "<base>-00002-of-00005.gguf"
struct PartName {
    std::string base;
    std::int64_t number = 0; // from 1
    std::int64_t count = 0;
};

std::optional<PartName> partName(const std::filesystem::path& path)
{
    constexpr std::size_t kTail = 20; // of "-00002-of-00005.gguf"
    const std::string name = path.filename().string();
    if (name.size() <= kTail)
        return std::nullopt;
    const std::string tail = name.substr(name.size() - kTail);
    const auto digits = [&](std::size_t at) { return tail.find_first_not_of("0123456789", at) == at + 5; };
    if (tail[0] != '-' || !digits(1) || tail.substr(6, 4) != "-of-" || !digits(10) || tail.substr(15) != ".gguf")
        return std::nullopt;
    return PartName{name.substr(0, name.size() - kTail), std::stoll(tail.substr(1, 5)), std::stoll(tail.substr(10, 5))};
}

std::filesystem::path pathOf(const std::filesystem::path& any, const PartName& name, std::int64_t number)
{
    char tail[48];
    std::snprintf(tail, sizeof tail, "-%05lld-of-%05lld.gguf", static_cast<long long>(number),
                  static_cast<long long>(name.count));
    return any.parent_path() / (name.base + tail);
}

GgufFile openPart(const std::filesystem::path& path, std::int64_t number, std::int64_t count)
{
    std::error_code unknown;
    if (!std::filesystem::exists(path, unknown))
        throw Error(ErrorKind::NotFound, "Part " + std::to_string(number) + " of " + std::to_string(count) +
                                             " of this model is missing: " + path.string() +
                                             ". Put all parts into one folder.");
    GgufFile part(path);
    const std::int64_t saysCount = part.integer("split.count").value_or(0);
    const std::int64_t saysNumber = part.integer("split.no").value_or(-1);
    if (saysCount != count)
        part.fail("split.count", "says " + std::to_string(saysCount) + ", but the file's name says " +
                                     std::to_string(count) + " parts; parts of different models are mixed");
    if (saysNumber != number - 1)
        part.fail("split.no", "says that this is part " + std::to_string(saysNumber + 1) + ", but its name says " +
                                  std::to_string(number) + "; the file was renamed or is there twice");
    return part;
}

} // namespace

bool isPartName(const std::filesystem::path& path)
{
    const std::optional<PartName> name = partName(path);
    return name && name->count > 1;
}

GgufFile openGguf(const std::filesystem::path& path)
{
    const std::optional<PartName> name = partName(path);
    GgufFile opened(path);
    const std::int64_t count = opened.integer("split.count").value_or(1);
    if (count <= 1 && (!name || name->count <= 1))
        return opened;
    if (!name)
        opened.fail(
            "split.count",
            "says that this is one of " + std::to_string(count) +
                " parts, but the file's name does not end like -00001-of-00002.gguf; give the parts their names back");
    if (name->count > kMostParts || name->number < 1 || name->number > name->count)
        throw Error(ErrorKind::BadFile, path.string() + " is named part " + std::to_string(name->number) + " of " +
                                            std::to_string(name->count) + ", which cannot be.");
    GgufFile whole = openPart(pathOf(path, *name, 1), 1, name->count);
    const std::int64_t tensors = whole.integer("split.tensors.count").value_or(-1);
    for (std::int64_t number = 2; number <= name->count; ++number) {
        GgufFile part = openPart(pathOf(path, *name, number), number, name->count);
        if (part.integer("split.tensors.count").value_or(-1) != tensors)
            part.fail("split.tensors.count", "differs from the first part's; parts of different models are mixed");
        whole.append(std::move(part));
    }
    if (tensors >= 0 && tensors != static_cast<std::int64_t>(whole.tensors().size()))
        whole.fail("split.tensors.count", "says " + std::to_string(tensors) + " tensors, but the parts hold " +
                                              std::to_string(whole.tensors().size()));
    return whole;
}

} // namespace engine::files
