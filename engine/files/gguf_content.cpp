// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/gguf_content.h"

#include "engine/error.h"
#include "engine/files/byte_writer.h"

#include <algorithm>

namespace engine::files
{
namespace
{

constexpr std::uint32_t kVersion = 3;

ByteWriter typed(ValueType type)
{
    ByteWriter out;
    out.number(static_cast<std::uint32_t>(type));
    return out;
}

template <class T>
std::vector<std::byte> scalar(ValueType type, T value)
{
    return typed(type).number(value).take();
}

ByteWriter arrayHead(ValueType element, std::uint64_t count)
{
    ByteWriter out = typed(ValueType::Array);
    out.number(static_cast<std::uint32_t>(element)).number(count);
    return out;
}

template <class T>
std::vector<std::byte> numbers(ValueType element, std::span<const T> values)
{
    return arrayHead(element, values.size()).raw(std::as_bytes(values)).take();
}

} // namespace

std::uint64_t tensorBytes(const NewTensor& tensor)
{
    const TensorTypeInfo& type = info(tensor.type);
    std::uint64_t elements = 1;
    for (const std::uint64_t size : tensor.shape)
        elements *= size;
    if (tensor.shape.empty() || tensor.shape.size() > 4 || tensor.shape[0] % type.blockValues != 0)
        throw Error(ErrorKind::BadFile, "The tensor \"" + tensor.name + "\" cannot be kept as " + type.name +
                                            ": its rows are no whole number of blocks of " +
                                            std::to_string(type.blockValues) + " values.");
    return elements / type.blockValues * type.blockBytes;
}

GgufContent GgufContent::copyOf(const GgufFile& file)
{
    GgufContent content;
    for (const std::string& key : file.keys())
        if (key.rfind("split.", 0) != 0) // the copy is one file
            content.set(key, *file.find(key));
    for (const GgufTensor& tensor : file.tensors())
        content.add({tensor.name,
                     tensor.type,
                     std::vector<std::uint64_t>(tensor.shape.begin(), tensor.shape.begin() + tensor.dimensions),
                     tensor.bytes,
                     {}});
    return content;
}

void GgufContent::put(const std::string& key, std::vector<std::byte> typedValue)
{
    const auto found = std::find_if(m_pairs.begin(), m_pairs.end(), [&](const Pair& pair) { return pair.key == key; });
    if (found != m_pairs.end())
        found->typed = std::move(typedValue);
    else
        m_pairs.push_back({key, std::move(typedValue)});
}

void GgufContent::set(const std::string& key, std::uint32_t value)
{
    put(key, scalar(ValueType::U32, value));
}

void GgufContent::set(const std::string& key, std::int32_t value)
{
    put(key, scalar(ValueType::I32, value));
}

void GgufContent::set(const std::string& key, std::uint16_t value)
{
    put(key, scalar(ValueType::U16, value));
}

void GgufContent::set(const std::string& key, std::uint64_t value)
{
    put(key, scalar(ValueType::U64, value));
}

void GgufContent::set(const std::string& key, float value)
{
    put(key, scalar(ValueType::F32, value));
}

void GgufContent::set(const std::string& key, bool value)
{
    put(key, scalar(ValueType::Bool, static_cast<std::uint8_t>(value ? 1 : 0)));
}

void GgufContent::set(const std::string& key, std::string_view value)
{
    put(key, typed(ValueType::String).string(value).take());
}

void GgufContent::set(const std::string& key, std::span<const std::string> values)
{
    ByteWriter out = arrayHead(ValueType::String, values.size());
    for (const std::string& value : values)
        out.string(value);
    put(key, out.take());
}

void GgufContent::set(const std::string& key, std::span<const float> values)
{
    put(key, numbers(ValueType::F32, values));
}

void GgufContent::set(const std::string& key, std::span<const std::int32_t> values)
{
    put(key, numbers(ValueType::I32, values));
}

void GgufContent::set(const std::string& key, std::span<const bool> values)
{
    static_assert(sizeof(bool) == 1);
    put(key, numbers(ValueType::Bool, values));
}

void GgufContent::set(const std::string& key, const GgufValue& value)
{
    if (value.type == ValueType::String)
        return set(key, std::string_view(reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size()));
    ByteWriter out = value.type == ValueType::Array ? arrayHead(value.element, value.count) : typed(value.type);
    put(key, out.raw(value.bytes).take());
}

void GgufContent::remove(std::string_view key)
{
    std::erase_if(m_pairs, [&](const Pair& pair) { return pair.key == key; });
}

bool GgufContent::has(std::string_view key) const
{
    return std::any_of(m_pairs.begin(), m_pairs.end(), [&](const Pair& pair) { return pair.key == key; });
}

std::vector<std::byte> encodeHead(const GgufContent& content, std::uint64_t tensorCount)
{
    ByteWriter out;
    out.raw(std::as_bytes(std::span("GGUF", 4))).number(kVersion).number(tensorCount);
    out.number<std::uint64_t>(content.pairs().size());
    for (const GgufContent::Pair& pair : content.pairs())
        out.string(pair.key).raw(pair.typed);
    return out.take();
}

std::vector<std::byte> encodeMetadata(const GgufContent& content)
{
    return encodeHead(content, 0);
}

} // namespace engine::files
