// SPDX-License-Identifier: GPL-3.0-or-later
// JSON from outside, read as hostile input: depth and size are bounded, and a key that stands twice is refused.
// Free functions, any thread. Errors are engine::Error(BadFile) that name the file.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace engine::files
{

inline constexpr int kMaxJsonDepth = 64;

// `name` appears in errors.
nlohmann::json parseJson(std::string_view text, const std::string& name);

// A whole text file of at most `mostBytes`; nullopt where there is none.
std::optional<std::string> readSmallFile(const std::filesystem::path& path, std::size_t mostBytes);

// Null where there is no such file.
nlohmann::json readJson(const std::filesystem::path& path, std::size_t mostBytes);

} // namespace engine::files
