// SPDX-License-Identifier: GPL-3.0-or-later
// Reads "<architecture>.<name>" with bounds, so that no later product of sizes can overflow.
#pragma once

#include "engine/files/gguf.h"

#include <optional>
#include <string>

namespace engine::model
{

class ConfigKeys
{
public:
    ConfigKeys(const files::GgufFile& file, const std::string& architecture)
        : m_file(file),
          m_prefix(architecture + ".")
    {
    }

    const files::GgufFile& file() const { return m_file; }
    std::string key(const char* name) const { return m_prefix + name; }
    bool has(const char* name) const { return m_file.find(key(name)) != nullptr; }

    // Throw engine::Error(BadFile) naming the key: missing without a fallback, of another type, out of its range.
    std::int64_t integer(const char* name, std::int64_t least, std::int64_t most,
                         std::optional<std::int64_t> fallback = std::nullopt) const;
    double number(const char* name, double least, double most, std::optional<double> fallback = std::nullopt) const;

private:
    const files::GgufFile& m_file;
    std::string m_prefix;
};

} // namespace engine::model
