// SPDX-License-Identifier: GPL-3.0-or-later
// What a GGUF file is to hold: metadata and tensors in order, made by a converter, a quantizer or from another file.
// gguf_writer.h writes it; GgufFile can also take it as it is. Owned by one thread.
#pragma once

#include "engine/files/gguf.h"

#include <functional>

namespace engine::files
{

struct NewTensor {
    std::string name; // 1 .. 64 bytes
    TensorType type = TensorType::F32;
    std::vector<std::uint64_t> shape;             // 1 .. 4 sizes, the fastest first
    std::span<const std::byte> view;              // the data, kept alive by GgufContent::owners; or empty and
    std::function<std::vector<std::byte>()> make; // ... made when it is needed, one tensor at a time
};

// Bytes of a tensor's data. Throws engine::Error(BadFile) where rows are no whole number of blocks.
std::uint64_t tensorBytes(const NewTensor& tensor);

class GgufContent
{
public:
    // Everything of an open file, unknown keys too; tensors are views, so the file must outlive this.
    static GgufContent copyOf(const GgufFile& file);

    // Sets a key; one that is there keeps its place.
    void set(const std::string& key, std::uint32_t value);
    void set(const std::string& key, std::int32_t value);
    void set(const std::string& key, std::uint16_t value);
    void set(const std::string& key, std::uint64_t value);
    void set(const std::string& key, float value);
    void set(const std::string& key, bool value);
    void set(const std::string& key, std::string_view value);
    void set(const std::string& key, const char* value) { set(key, std::string_view(value)); }
    void set(const std::string& key, std::span<const std::string> values);
    void set(const std::string& key, std::span<const float> values);
    void set(const std::string& key, std::span<const std::int32_t> values);
    void set(const std::string& key, std::span<const bool> values);
    void set(const std::string& key, const GgufValue& value); // any type, copied
    void remove(std::string_view key);
    bool has(std::string_view key) const;

    void add(NewTensor tensor) { m_tensors.push_back(std::move(tensor)); }
    void keep(std::shared_ptr<const void> owner) { m_owners.push_back(std::move(owner)); }

    struct Pair {
        std::string key;
        std::vector<std::byte> typed; // value type and value, as in the file
    };
    const std::vector<Pair>& pairs() const { return m_pairs; }
    const std::vector<NewTensor>& tensors() const { return m_tensors; }
    std::vector<NewTensor>& tensors() { return m_tensors; }
    const std::vector<std::shared_ptr<const void>>& owners() const { return m_owners; }

private:
    void put(const std::string& key, std::vector<std::byte> typed);

    std::vector<Pair> m_pairs;
    std::vector<NewTensor> m_tensors;
    std::vector<std::shared_ptr<const void>> m_owners;
};

// The beginning of a file that has these keys and `tensorCount` tensors, up to the table of tensors.
std::vector<std::byte> encodeHead(const GgufContent& content, std::uint64_t tensorCount);
// A whole file with the keys and no tensors.
std::vector<std::byte> encodeMetadata(const GgufContent& content);

} // namespace engine::files
