// SPDX-License-Identifier: GPL-3.0-or-later
// What a derived model says of where it came from: fettle.parent.name, fettle.parent.sha256 (of several files one each,
// with commas between) and fettle.recipe.
#pragma once

#include "engine/files/gguf_content.h"

#include <atomic>
#include <filesystem>
#include <string>

namespace engine::tune
{

// Sets the keys; reads the source once for its hash. Throws engine::Error(Stopped).
void describeParent(files::GgufContent& content, const files::GgufFile& model, const std::filesystem::path& source,
                    const std::string& recipe, const std::atomic<bool>& stop);

// The same where the hash is known, or stands in for one of as many digits; empty: there is none.
void describeParent(files::GgufContent& content, const std::filesystem::path& source, const std::string& recipe,
                    const std::string& hash);

// What a source is called there: the last part of its path, also of a folder that is given as "folder/" or ".".
std::string parentName(const std::filesystem::path& source);

} // namespace engine::tune
