// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/lineage.h"

#include "engine/error.h"
#include "engine/tune/source_reader.h"

namespace engine::tune
{

void describeParent(files::GgufContent& content, const files::GgufFile& model, const std::filesystem::path& source,
                    const std::string& recipe, const std::atomic<bool>& stop)
{
    const std::string hash = SourceReader(model).hash(stop);
    if (stop)
        throw Error(ErrorKind::Stopped, "It was stopped while the model's file was read.");
    describeParent(content, source, recipe, hash);
}

void describeParent(files::GgufContent& content, const std::filesystem::path& source, const std::string& recipe,
                    const std::string& hash)
{
    content.set("fettle.parent.name", parentName(source));
    content.remove("fettle.parent.sha256");
    if (!hash.empty()) // a folder has none
        content.set("fettle.parent.sha256", hash);
    content.set("fettle.recipe", recipe);
}

std::string parentName(const std::filesystem::path& source)
{
    std::error_code unknown;
    const std::filesystem::path whole = std::filesystem::absolute(source, unknown).lexically_normal();
    return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

} // namespace engine::tune
