// SPDX-License-Identifier: GPL-3.0-or-later
// Which files of a repository or a folder make up a model, and how it is quantized, from their names alone.
// Free functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace engine::hub
{

struct NamedFile {
    std::string path;       // relative, with slashes
    std::uint64_t size = 0; // bytes
    std::string hash;       // 64 digits: SHA-256 of the content; 40: git's hash of the blob; empty if unknown
};

enum class SetKind { Gguf, Safetensors };

// What is downloaded or opened as one.
struct FileSet {
    SetKind kind = SetKind::Gguf;
    std::string name;             // without parts and endings: "tiny-Q4_K_M"; of a folder its path, empty at the top
    std::string quantization;     // "Q4_K_M", "F16"; empty if the names do not tell
    std::vector<NamedFile> files; // the first one is opened, or config.json of a folder
    std::uint64_t bytes = 0;      // of all files
    std::string missing;          // a sentence where files of the set are not there; empty if it is whole
    bool recommended = false;     // at most one of a repository
};

// "Q4_K_M" of "llama-3-8b.q4_k_m-00001-of-00002.gguf"; empty if there is none. Upper case; F16 for FP16 too.
std::string quantizationName(std::string_view path);

struct SplitName {
    std::string base; // before "-00001-of-00003.gguf"
    int number = 1;   // from 1
    int count = 1;
};
std::optional<SplitName> splitName(std::string_view path);

// Not a language model by itself: projectors (mmproj), draft heads (mtp), importance matrices, adapters, vocabularies.
bool isSideFile(std::string_view ggufPath);

// Sorted by size, the smallest first. `memory` in bytes is what a model may take (0: unknown): the recommended set is
// the one nearest to Q4_K_M in quality that fits, else the smallest; safetensors only where there is no GGUF.
std::vector<FileSet> fileSets(const std::vector<NamedFile>& files, std::uint64_t memory);

// The set that "owner/name:wanted" means: a quantization, a file or the name of a set; empty takes the recommended
// one. Null if there is none.
const FileSet* findSet(const std::vector<FileSet>& sets, std::string_view wanted);

} // namespace engine::hub
