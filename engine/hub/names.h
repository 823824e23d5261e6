// SPDX-License-Identifier: GPL-3.0-or-later
// The one place that decides which names from the hub or a user become addresses and paths. Free functions, any thread.
#pragma once

#include <string>
#include <string_view>

namespace engine::hub
{

// "name" or "owner/name": letters, digits, '-', '_', '.'; each part at most 96 bytes, not beginning or ending with '-'
// or '.', nowhere "--" or ".."; not ending in ".git" (huggingface_hub's rule).
bool isRepoId(std::string_view text);
// A relative path that stays in its folder: no empty part, ".", "..", backslash or control character.
bool isSafePath(std::string_view text);
bool isRevision(std::string_view text);                // a branch, tag or commit: a safe path of at most 255 bytes
bool isHex(std::string_view text, std::size_t digits); // lower case
bool isCommit(std::string_view text);                  // 40 hexadecimal digits

// What somebody typed or pasted to name a model.
struct Wanted {
    std::string repo; // "owner/name", or empty: then it is a search
    std::string revision = "main";
    std::string file;         // of the repository
    std::string quantization; // as in "owner/name:Q4_K_M"
    std::string author;       // of a search: "owner/" or the address of an author's page
    std::string words;        // of a search
};

// Addresses of the hub ("https://host/owner/name/blob/main/x.gguf", "hf.co/owner/name:Q4_K_M"), "owner/name",
// "owner/name:Q4_K_M", "owner/name:file.gguf", "owner/name/file.gguf", "owner/", or words.
Wanted parseWanted(std::string_view text, std::string_view endpoint);

} // namespace engine::hub
