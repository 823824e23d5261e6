// SPDX-License-Identifier: GPL-3.0-or-later
// GGUF versions 2 and 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md), read as hostile input: every
// count and offset is checked against the bytes that are there before it is used, and each error names the file,
// the byte offset and the key or tensor. Const after construction; values refer into the memory map.
#pragma once

#include "engine/files/tensor_types.h"

#include <array>
#include <cstddef>
#include <cstdint>
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

class ByteReader;
class MappedFile;
class GgufContent;
class MappedFile;

enum class ValueType : std::uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, String, Array, U64, I64, F64 };

// One metadata value, kept as its place in the file. Arrays have one element type and are never nested.
struct GgufValue {
    ValueType type = ValueType::U8;
    ValueType element = ValueType::U8; // of an array
    std::uint64_t count = 1;           // elements of an array
    std::span<const std::byte> bytes;  // the encoded value, or the encoded elements
};

struct GgufTensor {
    std::string name;                          // at most 64 bytes
    TensorType type = TensorType::F32;         // may be one that no kernel reads yet
    std::array<std::uint64_t, 4> shape{1, 1, 1, 1}; // shape[0] is the fastest; each >= 1
    int dimensions = 1;                        // 1 .. 4
    std::span<const std::byte> bytes;          // wholly inside the file

    std::uint64_t elements() const { return shape[0] * shape[1] * shape[2] * shape[3]; }
};

class GgufFile
{
public:
    // Throws engine::Error: NotFound, BadFile.
    explicit GgufFile(const std::filesystem::path& path);
    // The same over bytes in memory that outlive the object (tests, fuzzing); `name` appears in errors.
    GgufFile(std::span<const std::byte> bytes, std::string name);
    // What writing `content` would give, without the file: tensors stay views where they are, others are made now.
    GgufFile(const GgufContent& content, std::string name);

    // Takes over the tensors of a further part of a split file; its metadata is dropped. Throws engine::Error(BadFile)
    // where both have a tensor.
    void append(GgufFile&& part);

    const std::string& name() const { return m_name; }
    std::uint32_t version() const { return m_version; }
    std::uint64_t alignment() const { return m_alignment; }
    // Lets the memory of a part go that is not needed soon; reading it again fetches it from the file.
    void release(std::span<const std::byte> part) const;
    // Reads a part into memory now, where it is not yet.
    void fetch(std::span<const std::byte> part) const;
    std::uint64_t size() const { return m_size; } // bytes of all parts
    // The files that it was opened from: one, or the parts of a split one; none where it was made in memory.
    std::vector<std::filesystem::path> paths() const;
    // Whether an open descriptor is of the file of paths()[file] as it was opened: not replaced, not written to.
    bool isStill(std::size_t file, int descriptor) const;
    struct Place {
        std::size_t file; // index into paths()
        std::uint64_t offset;
    };
    std::optional<Place> placeOf(std::span<const std::byte> part) const; // none where it is not of these files

    const std::vector<std::string>& keys() const { return m_keys; } // in file order
    const std::vector<GgufTensor>& tensors() const { return m_tensors; }
    const GgufTensor* findTensor(std::string_view name) const; // null if absent
    const GgufValue* find(std::string_view key) const;         // null if absent

    // Typed reads. Absent: nullopt. Present with another type or out of range: Error(BadFile) that names the key.
    // Integers of any width are accepted where they fit.
    std::optional<std::int64_t> integer(std::string_view key) const;
    std::optional<double> number(std::string_view key) const;
    std::optional<bool> boolean(std::string_view key) const;
    std::optional<std::string_view> string(std::string_view key) const;
    std::optional<std::vector<std::string_view>> strings(std::string_view key) const;
    std::optional<std::vector<float>> floats(std::string_view key) const;
    std::optional<std::vector<std::int32_t>> integers(std::string_view key) const;

    // A short readable form for lists ("4096", "[32000 strings]"), of at most 80 characters.
    std::string display(std::string_view key) const;

    [[noreturn]] void fail(std::string_view key, const std::string& why) const; // Error(BadFile) about one key

private:
    void parse();
    void addTensor(GgufTensor tensor, const std::string& where); // Error(BadFile) for a second one of that name
    void readMetadata(ByteReader& in, std::uint64_t count);
    void readTensors(ByteReader& in, std::uint64_t count);

    std::string m_name;
    std::vector<std::shared_ptr<const void>> m_owners; // of the memory that values and tensors refer to
    std::vector<std::shared_ptr<const MappedFile>> m_maps; // those of the owners that are whole files
    std::span<const std::byte> m_bytes;                // of the first part
    std::uint64_t m_size = 0;
    std::uint32_t m_version = 0;
    std::uint64_t m_alignment = 32;
    std::vector<std::string> m_keys;
    std::map<std::string, GgufValue, std::less<>> m_values;
    std::vector<GgufTensor> m_tensors;
    std::map<std::string, std::size_t, std::less<>> m_tensorIndex;
};

} // namespace engine::files
