// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/gguf.h"

#include "engine/files/byte_reader.h"
#include "engine/files/gguf_content.h"
#include "engine/files/mapped_file.h"
#include "engine/stop_scope.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

namespace engine::files
{
namespace
{

constexpr std::uint64_t kMaxKeyBytes = 65'535;
constexpr std::uint64_t kMaxStringBytes = 16ULL << 20;
constexpr std::uint64_t kMaxTensorNameBytes = 64;
constexpr std::uint64_t kMinPairBytes = 8 + 1 + 4 + 1;       // key length, key, type, value
constexpr std::uint64_t kMinTensorBytes = 8 + 1 + 4 + 8 + 4 + 8; // name, dimensions, shape, type, offset

std::uint64_t sizeOf(ValueType type) // 0 for strings and arrays, which have no fixed size
{
    switch (type) {
    case ValueType::U8:
    case ValueType::I8:
    case ValueType::Bool:
        return 1;
    case ValueType::U16:
    case ValueType::I16:
        return 2;
    case ValueType::U32:
    case ValueType::I32:
    case ValueType::F32:
        return 4;
    case ValueType::U64:
    case ValueType::I64:
    case ValueType::F64:
        return 8;
    case ValueType::String:
    case ValueType::Array:
        break;
    }
    return 0;
}

ValueType readType(ByteReader& in, std::string_view what)
{
    const auto number = in.read<std::uint32_t>(what);
    if (number > static_cast<std::uint32_t>(ValueType::F64))
        in.fail(std::string(what) + " has the unknown value type " + std::to_string(number));
    return static_cast<ValueType>(number);
}

GgufValue readValue(ByteReader& in, const std::string& key)
{
    const std::string what = "the value of \"" + key + "\"";
    GgufValue value;
    value.type = readType(in, what);
    if (value.type == ValueType::String) {
        const auto text = in.string(kMaxStringBytes, what);
        value.bytes = std::as_bytes(std::span(text));
        return value;
    }
    if (value.type != ValueType::Array) {
        value.bytes = in.take(sizeOf(value.type), what);
        return value;
    }
    value.element = readType(in, what);
    value.count = in.read<std::uint64_t>(what);
    if (value.element == ValueType::Array)
        in.fail(what + " is an array of arrays, which GGUF files of models do not use");
    const std::uint64_t least = value.element == ValueType::String ? 8 : sizeOf(value.element);
    if (value.count > in.left() / least)
        in.fail(what + " claims " + std::to_string(value.count) + " elements, more than the file can hold");
    if (value.element != ValueType::String) {
        value.bytes = in.take(value.count * least, what);
        return value;
    }
    ByteReader rest = in; // strings have to be walked to find their end
    for (std::uint64_t i = 0; i < value.count; ++i)
        rest.string(kMaxStringBytes, what);
    value.bytes = in.take(rest.offset() - in.offset(), what);
    return value;
}

GgufTensor readTensorInfo(ByteReader& in, std::uint64_t& offset)
{
    GgufTensor tensor;
    tensor.name = in.string(kMaxTensorNameBytes, "a tensor's name");
    const std::string what = "tensor \"" + tensor.name + "\"";
    if (tensor.name.empty())
        in.fail("a tensor has no name");
    const auto dimensions = in.read<std::uint32_t>(what);
    if (dimensions < 1 || dimensions > 4)
        in.fail(what + " has " + std::to_string(dimensions) + " dimensions; 1 to 4 are allowed");
    tensor.dimensions = static_cast<int>(dimensions);
    std::uint64_t elements = 1;
    for (std::uint32_t d = 0; d < dimensions; ++d) {
        const auto size = in.read<std::uint64_t>(what);
        if (size == 0 || size > std::numeric_limits<std::uint32_t>::max() ||
            elements > (std::uint64_t{1} << 48) / size)
            in.fail(what + " has the impossible size " + std::to_string(size) + " in dimension " + std::to_string(d));
        elements *= size;
        tensor.shape[d] = size;
    }
    const auto number = in.read<std::uint32_t>(what);
    const TensorTypeInfo* type = findTensorType(number);
    if (!type)
        in.fail(what + " has the unknown tensor type " + std::to_string(number));
    if (tensor.shape[0] % type->blockValues != 0)
        in.fail(what + " has rows of " + std::to_string(tensor.shape[0]) + " values, no multiple of the " +
                std::to_string(type->blockValues) + " of a " + type->name + " block");
    tensor.type = type->type;
    offset = in.read<std::uint64_t>(what);
    return tensor;
}

template <class T>
T load(const std::byte* at)
{
    T value;
    std::memcpy(&value, at, sizeof(T));
    return value;
}

// Calls f with the decoded number of element `at` of a numeric type.
template <class F>
void withNumber(ValueType type, const std::byte* at, F&& f)
{
    switch (type) {
    case ValueType::U8: f(load<std::uint8_t>(at)); break;
    case ValueType::I8: f(load<std::int8_t>(at)); break;
    case ValueType::U16: f(load<std::uint16_t>(at)); break;
    case ValueType::I16: f(load<std::int16_t>(at)); break;
    case ValueType::U32: f(load<std::uint32_t>(at)); break;
    case ValueType::I32: f(load<std::int32_t>(at)); break;
    case ValueType::U64: f(load<std::uint64_t>(at)); break;
    case ValueType::I64: f(load<std::int64_t>(at)); break;
    case ValueType::F32: f(load<float>(at)); break;
    case ValueType::F64: f(load<double>(at)); break;
    default: break;
    }
}

bool isInteger(ValueType type)
{
    return sizeOf(type) != 0 && type != ValueType::F32 && type != ValueType::F64 && type != ValueType::Bool;
}

bool isNumber(ValueType type)
{
    return isInteger(type) || type == ValueType::F32 || type == ValueType::F64;
}

} // namespace

GgufFile::GgufFile(const std::filesystem::path& path)
    : m_name(path.string())
{
    const auto file = std::make_shared<const MappedFile>(path);
    m_owners.push_back(file);
    m_maps.push_back(file);
    m_bytes = file->bytes();
    m_size = m_bytes.size();
    parse();
}

GgufFile::GgufFile(std::span<const std::byte> bytes, std::string name)
    : m_name(std::move(name)), m_bytes(bytes), m_size(bytes.size())
{
    parse();
}

GgufFile::GgufFile(const GgufContent& content, std::string name) : m_name(std::move(name)), m_owners(content.owners())
{
    const auto head = std::make_shared<const std::vector<std::byte>>(encodeMetadata(content));
    m_owners.push_back(head);
    m_bytes = *head;
    m_size = head->size();
    parse();
    for (const NewTensor& source : content.tensors()) {
        GgufTensor tensor{source.name, source.type, {1, 1, 1, 1}, static_cast<int>(source.shape.size()), source.view};
        std::copy(source.shape.begin(), source.shape.end(), tensor.shape.begin());
        if (source.make) {
            const auto made = std::make_shared<const std::vector<std::byte>>(source.make());
            m_owners.push_back(made);
            tensor.bytes = *made;
        }
        m_size += tensor.bytes.size();
        addTensor(std::move(tensor), m_name + ": ");
    }
}

void GgufFile::append(GgufFile&& part)
{
    for (GgufTensor& tensor : part.m_tensors)
        addTensor(std::move(tensor), part.m_name + ": ");
    m_owners.insert(m_owners.end(), part.m_owners.begin(), part.m_owners.end());
    m_maps.insert(m_maps.end(), part.m_maps.begin(), part.m_maps.end());
    m_size += part.m_size;
}

void GgufFile::addTensor(GgufTensor tensor, const std::string& where)
{
    if (!m_tensorIndex.emplace(tensor.name, m_tensors.size()).second)
        throw Error(ErrorKind::BadFile, where + "the tensor \"" + tensor.name + "\" appears twice.");
    m_tensors.push_back(std::move(tensor));
}

void GgufFile::parse()
{
    ByteReader in(m_bytes, m_name);
    const auto magic = in.take(4, "the file's mark");
    if (std::memcmp(magic.data(), "GGUF", 4) != 0)
        throw Error(ErrorKind::BadFile, m_name + " is not a GGUF file (it does not begin with \"GGUF\"). "
                                                 "Choose a model file that ends in .gguf.");
    m_version = in.read<std::uint32_t>("the version");
    if (m_version != 2 && m_version != 3)
        in.fail(m_version != 0 && (m_version & 0xFFFF) == 0 ? "the file is big-endian, which is not supported"
                                          : "GGUF version " + std::to_string(m_version) +
                                                " is not supported; versions 2 and 3 are");
    const auto tensorCount = in.read<std::uint64_t>("the number of tensors");
    const auto pairCount = in.read<std::uint64_t>("the number of metadata keys");
    if (tensorCount > in.left() / kMinTensorBytes || pairCount > in.left() / kMinPairBytes)
        in.fail("the header claims " + std::to_string(tensorCount) + " tensors and " + std::to_string(pairCount) +
                " keys, more than the file can hold");
    readMetadata(in, pairCount);
    readTensors(in, tensorCount);
}

void GgufFile::readMetadata(ByteReader& in, std::uint64_t count)
{
    for (std::uint64_t i = 0; i < count; ++i) {
        StopScope::look();
        std::string key(in.string(kMaxKeyBytes, "a metadata key"));
        if (key.empty())
            in.fail("a metadata key is empty");
        if (!m_values.emplace(key, readValue(in, key)).second)
            in.fail("the key \"" + key + "\" appears twice");
        m_keys.push_back(std::move(key));
    }
    if (const auto alignment = integer("general.alignment")) {
        if (*alignment < 8 || *alignment > 65'536 || !std::has_single_bit(static_cast<std::uint64_t>(*alignment)))
            fail("general.alignment", "must be a power of two from 8 to 65536");
        m_alignment = static_cast<std::uint64_t>(*alignment);
    }
}

void GgufFile::readTensors(ByteReader& in, std::uint64_t count)
{
    std::vector<std::pair<std::uint64_t, std::size_t>> places; // offset in the data section, tensor
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint64_t offset = 0;
        GgufTensor tensor = readTensorInfo(in, offset);
        if (offset % m_alignment != 0)
            in.fail("tensor \"" + tensor.name + "\" lies at the unaligned offset " + std::to_string(offset));
        places.emplace_back(offset, m_tensors.size());
        addTensor(std::move(tensor), m_name + ", offset " + std::to_string(in.offset()) + ": ");
    }

    const std::uint64_t dataStart = (in.offset() + m_alignment - 1) / m_alignment * m_alignment;
    const std::uint64_t dataBytes = dataStart < m_bytes.size() ? m_bytes.size() - dataStart : 0;
    std::sort(places.begin(), places.end());
    std::uint64_t end = 0;
    for (const auto& [offset, index] : places) {
        GgufTensor& tensor = m_tensors[index];
        const TensorTypeInfo& type = info(tensor.type);
        const std::uint64_t bytes = tensor.elements() / type.blockValues * type.blockBytes;
        if (offset < end)
            in.fail("tensor \"" + tensor.name + "\" overlaps another one");
        if (offset > dataBytes || bytes > dataBytes - offset)
            in.fail("tensor \"" + tensor.name + "\" needs " + std::to_string(bytes) + " bytes at " +
                    std::to_string(dataStart + offset) + ", but the file ends at " + std::to_string(m_bytes.size()) +
                    "; it is truncated, fetch it again");
        end = offset + bytes;
        tensor.bytes = m_bytes.subspan(static_cast<std::size_t>(dataStart + offset), static_cast<std::size_t>(bytes));
    }
}

void GgufFile::release(std::span<const std::byte> part) const
{
    for (const auto& map : m_maps) // the one that holds it; what was made in memory stays
        map->release(part);
}

std::vector<std::filesystem::path> GgufFile::paths() const
{
    std::vector<std::filesystem::path> paths;
    for (const auto& map : m_maps)
        paths.push_back(map->path());
    return paths;
}

bool GgufFile::isStill(std::size_t file, int descriptor) const
{
    return m_maps.at(file)->isStill(descriptor);
}

std::optional<GgufFile::Place> GgufFile::placeOf(std::span<const std::byte> part) const
{
    const std::less_equal<const std::byte*> notAfter;
    for (std::size_t i = 0; i < m_maps.size(); ++i) {
        const auto whole = m_maps[i]->bytes();
        if (notAfter(whole.data(), part.data()) && notAfter(part.data() + part.size(), whole.data() + whole.size()))
            return Place{i, static_cast<std::uint64_t>(part.data() - whole.data())};
    }
    return std::nullopt;
}

void GgufFile::fetch(std::span<const std::byte> part) const
{
    for (const auto& map : m_maps)
        map->fetch(part);
}

const GgufTensor* GgufFile::findTensor(std::string_view name) const
{
    const auto found = m_tensorIndex.find(name);
    return found == m_tensorIndex.end() ? nullptr : &m_tensors[found->second];
}

const GgufValue* GgufFile::find(std::string_view key) const
{
    const auto found = m_values.find(key);
    return found == m_values.end() ? nullptr : &found->second;
}

void GgufFile::fail(std::string_view key, const std::string& why) const
{
    throw Error(ErrorKind::BadFile, m_name + ": the key \"" + std::string(key) + "\" " + why + ".");
}

std::optional<std::int64_t> GgufFile::integer(std::string_view key) const
{
    const GgufValue* value = find(key);
    if (!value)
        return std::nullopt;
    if (!isInteger(value->type))
        fail(key, "should be an integer");
    std::int64_t result = 0;
    withNumber(value->type, value->bytes.data(), [&](auto number) {
        if constexpr (std::is_integral_v<decltype(number)>) {
            if (!std::in_range<std::int64_t>(number))
                fail(key, "is too large");
            result = static_cast<std::int64_t>(number);
        }
    });
    return result;
}

std::optional<double> GgufFile::number(std::string_view key) const
{
    const GgufValue* value = find(key);
    if (!value)
        return std::nullopt;
    if (!isNumber(value->type))
        fail(key, "should be a number");
    double result = 0;
    withNumber(value->type, value->bytes.data(), [&](auto number) { result = static_cast<double>(number); });
    if (!std::isfinite(result))
        fail(key, "is not a finite number");
    return result;
}

std::optional<bool> GgufFile::boolean(std::string_view key) const
{
    const GgufValue* value = find(key);
    if (!value)
        return std::nullopt;
    if (value->type != ValueType::Bool)
        fail(key, "should be true or false");
    return value->bytes[0] != std::byte{0};
}

std::optional<std::string_view> GgufFile::string(std::string_view key) const
{
    const GgufValue* value = find(key);
    if (!value)
        return std::nullopt;
    if (value->type != ValueType::String)
        fail(key, "should be a string");
    return std::string_view(reinterpret_cast<const char*>(value->bytes.data()), value->bytes.size());
}

std::optional<std::vector<std::string_view>> GgufFile::strings(std::string_view key) const
{
    const GgufValue* value = find(key);
    if (!value)
        return std::nullopt;
    if (value->type != ValueType::Array || value->element != ValueType::String)
        fail(key, "should be an array of strings");
    ByteReader in(value->bytes, m_name);
    std::vector<std::string_view> result;
    result.reserve(static_cast<std::size_t>(value->count));
    for (std::uint64_t i = 0; i < value->count; ++i)
        result.push_back(in.string(kMaxStringBytes, key));
    return result;
}

std::optional<std::vector<float>> GgufFile::floats(std::string_view key) const
{
    const GgufValue* value = find(key);
    if (!value)
        return std::nullopt;
    if (value->type != ValueType::Array || value->element != ValueType::F32)
        fail(key, "should be an array of 32-bit floats");
    std::vector<float> result(static_cast<std::size_t>(value->count));
    if (!result.empty())
        std::memcpy(result.data(), value->bytes.data(), value->bytes.size());
    return result;
}

std::optional<std::vector<std::int32_t>> GgufFile::integers(std::string_view key) const
{
    const GgufValue* value = find(key);
    if (!value)
        return std::nullopt;
    if (value->type != ValueType::Array || !isInteger(value->element))
        fail(key, "should be an array of integers");
    std::vector<std::int32_t> result;
    result.reserve(static_cast<std::size_t>(value->count));
    const std::size_t width = static_cast<std::size_t>(sizeOf(value->element));
    for (std::size_t at = 0; at < value->bytes.size(); at += width)
        withNumber(value->element, value->bytes.data() + at, [&](auto number) {
            if constexpr (std::is_integral_v<decltype(number)>)
                if (!std::in_range<std::int32_t>(number))
                    fail(key, "has an element that is too large");
            result.push_back(static_cast<std::int32_t>(number));
        });
    return result;
}

std::string GgufFile::display(std::string_view key) const
{
    constexpr std::size_t kLimit = 80;
    const GgufValue* value = find(key);
    if (!value)
        return {};
    if (value->type == ValueType::Bool)
        return *boolean(key) ? "true" : "false";
    if (value->type == ValueType::Array)
        return "[" + std::to_string(value->count) + (value->element == ValueType::String ? " strings]" : " numbers]");
    std::string text;
    if (value->type == ValueType::String)
        text = *string(key);
    else
        withNumber(value->type, value->bytes.data(), [&](auto number) {
            text = std::to_string(number);
            if (std::is_floating_point_v<decltype(number)>) {
                char buffer[32];
                std::snprintf(buffer, sizeof buffer, "%g", static_cast<double>(number));
                text = buffer;
            }
        });
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20)
            c = ' ';
    return text.size() <= kLimit ? text : text.substr(0, kLimit - 3) + "...";
}

} // namespace engine::files
