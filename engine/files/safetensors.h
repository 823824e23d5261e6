// SPDX-License-Identifier: GPL-3.0-or-later
// Safetensors (https://github.com/huggingface/safetensors, "Format"), read as hostile input: the header is bounded
// JSON without duplicate keys, and the tensors fill the file without holes, overlaps or bytes behind them. Each error
// names the file and the tensor. Const after construction; tensors refer into the memory map.
#pragma once

#include "engine/files/tensor_types.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace engine::files
{

class MappedFile;

struct SafeTensor {
    std::string name;
    std::string dtype;                // as in the file: "BF16"
    std::optional<TensorType> type;   // where GGUF has the same
    std::vector<std::uint64_t> shape; // the slowest first; empty for a single number
    std::span<const std::byte> bytes;
};

class SafetensorsFile
{
public:
    // Throws engine::Error: NotFound, BadFile.
    explicit SafetensorsFile(const std::filesystem::path& path);
    // The same over bytes in memory that outlive the object (tests, fuzzing); `name` appears in errors.
    SafetensorsFile(std::span<const std::byte> bytes, std::string name);

    const std::string& name() const { return m_name; }
    const std::vector<SafeTensor>& tensors() const { return m_tensors; } // by offset
    const SafeTensor* find(std::string_view tensor) const;               // null if absent
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }

private:
    void parse(std::span<const std::byte> bytes);
    [[noreturn]] void fail(const std::string& why) const;

    std::string m_name;
    std::shared_ptr<const MappedFile> m_file;
    std::vector<SafeTensor> m_tensors;
    std::map<std::string, std::size_t, std::less<>> m_index;
    std::map<std::string, std::string> m_metadata;
};

} // namespace engine::files
