// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/safetensors.h"

#include "engine/error.h"
#include "engine/files/json_text.h"
#include "engine/files/mapped_file.h"

#include <algorithm>
#include <cstring>

namespace engine::files
{
namespace
{

constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;
constexpr std::uint64_t kMaxBits = std::uint64_t{1} << 60;

struct Dtype {
    std::string_view name;
    std::uint64_t bits;
    std::optional<TensorType> type;
};

// clang-format off
constexpr Dtype kDtypes[] = {
    {"F32", 32, TensorType::F32}, {"F16", 16, TensorType::F16}, {"BF16", 16, TensorType::BF16},
    {"F64", 64, TensorType::F64}, {"I8", 8, TensorType::I8},    {"I16", 16, TensorType::I16},
    {"I32", 32, TensorType::I32}, {"I64", 64, TensorType::I64}, {"U8", 8, std::nullopt},
    {"U16", 16, std::nullopt},    {"U32", 32, std::nullopt},    {"U64", 64, std::nullopt},
    {"BOOL", 8, std::nullopt},    {"C64", 64, std::nullopt},    {"F8_E4M3", 8, std::nullopt},
    {"F8_E5M2", 8, std::nullopt}, {"F8_E8M0", 8, std::nullopt}, {"F6_E2M3", 6, std::nullopt},
    {"F6_E3M2", 6, std::nullopt}, {"F4", 4, std::nullopt},
};
// clang-format on

// A whole number that is not negative; nullopt for anything else.
std::optional<std::uint64_t> natural(const nlohmann::json& value)
{
    return value.is_number_unsigned() ? std::optional(value.get<std::uint64_t>()) : std::nullopt;
}

// Bits of a shape; nullopt where they are more than any file has.
std::optional<std::uint64_t> bitsOf(const std::vector<std::uint64_t>& shape, std::uint64_t bits)
{
    for (const std::uint64_t size : shape) {
        if (size != 0 && bits > kMaxBits / size)
            return std::nullopt;
        bits *= size;
    }
    return bits;
}

struct Place {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

// One entry of the header; a sentence's end where it is wrong.
std::optional<std::string> readEntry(const nlohmann::json& entry, SafeTensor& tensor, Place& place)
{
    if (!entry.is_object())
        return "is described by something that is no object";
    const auto dtype = entry.find("dtype");
    const auto shape = entry.find("shape");
    const auto offsets = entry.find("data_offsets");
    if (dtype == entry.end() || !dtype->is_string())
        return "has no dtype";
    tensor.dtype = dtype->get<std::string>();
    const auto* known = std::find_if(std::begin(kDtypes), std::end(kDtypes),
                                     [&](const Dtype& candidate) { return candidate.name == tensor.dtype; });
    if (known == std::end(kDtypes))
        return "has the unknown dtype \"" + tensor.dtype.substr(0, 40) + "\"";
    tensor.type = known->type;
    if (shape == entry.end() || !shape->is_array() || shape->size() > 16)
        return "has no shape of at most 16 sizes";
    for (const nlohmann::json& size : *shape) {
        const auto number = natural(size);
        if (!number)
            return "has a shape with something that is no size";
        tensor.shape.push_back(*number);
    }
    const auto bits = bitsOf(tensor.shape, known->bits);
    if (!bits)
        return "has a shape that no file can hold";
    if (offsets == entry.end() || !offsets->is_array() || offsets->size() != 2 || !natural((*offsets)[0]) ||
        !natural((*offsets)[1]))
        return "has no data_offsets of two numbers";
    place = {*natural((*offsets)[0]), *natural((*offsets)[1])};
    if (place.begin > place.end)
        return "ends before it begins";
    if (*bits % 8 != 0 || place.end - place.begin != *bits / 8)
        return "has " + std::to_string(place.end - place.begin) + " bytes, but its shape and dtype need " +
               std::to_string((*bits + 7) / 8);
    return std::nullopt;
}

} // namespace

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path)
    : m_name(path.string()),
      m_file(std::make_shared<const MappedFile>(path))
{
    parse(m_file->bytes());
}

SafetensorsFile::SafetensorsFile(std::span<const std::byte> bytes, std::string name) : m_name(std::move(name))
{
    parse(bytes);
}

void SafetensorsFile::parse(std::span<const std::byte> bytes)
{
    std::uint64_t length = 0;
    if (bytes.size() < sizeof length)
        fail("is too short for a safetensors file; fetch it again");
    std::memcpy(&length, bytes.data(), sizeof length);
    if (length > kMaxHeaderBytes)
        fail("claims a header of " + std::to_string(length) + " bytes; it is no safetensors file");
    if (length > bytes.size() - sizeof length)
        fail("claims a header of " + std::to_string(length) + " bytes, but has only " +
             std::to_string(bytes.size() - sizeof length) + "; it is truncated, fetch it again");
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + sizeof length, length);
    if (text.empty() || text.front() != '{')
        fail("has a header that does not begin with \"{\"; it is no safetensors file");
    const nlohmann::json header = parseJson(text, m_name + ", header");
    const auto data = bytes.subspan(sizeof length + static_cast<std::size_t>(length));

    std::vector<std::pair<Place, SafeTensor>> found;
    for (const auto& [key, entry] : header.items()) {
        if (key == "__metadata__") {
            for (const auto& [name, value] : entry.items()) {
                if (!entry.is_object() || !value.is_string())
                    fail("has metadata that are not texts");
                m_metadata.emplace(name, value.get<std::string>());
            }
            continue;
        }
        Place place;
        SafeTensor tensor;
        tensor.name = key;
        if (const auto wrong = readEntry(entry, tensor, place))
            fail("the tensor \"" + key.substr(0, 120) + "\" " + *wrong);
        found.emplace_back(place, std::move(tensor));
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return std::pair(a.first.begin, a.first.end) < std::pair(b.first.begin, b.first.end);
    });
    std::uint64_t end = 0;
    for (auto& [place, tensor] : found) {
        if (place.begin != end)
            fail("the tensor \"" + tensor.name.substr(0, 120) + "\" " +
                 (place.begin < end ? "overlaps another one" : "lies behind a hole"));
        if (place.end > data.size())
            fail("the tensor \"" + tensor.name.substr(0, 120) + "\" ends at " + std::to_string(place.end) +
                 ", but the data at " + std::to_string(data.size()) + "; the file is truncated, fetch it again");
        end = place.end;
        tensor.bytes = data.subspan(static_cast<std::size_t>(place.begin), static_cast<std::size_t>(end - place.begin));
        m_index.emplace(tensor.name, m_tensors.size());
        m_tensors.push_back(std::move(tensor));
    }
    if (end != data.size())
        fail("has " + std::to_string(data.size() - end) +
             " bytes behind its last tensor, which the format does not allow");
}

const SafeTensor* SafetensorsFile::find(std::string_view tensor) const
{
    const auto found = m_index.find(tensor);
    return found == m_index.end() ? nullptr : &m_tensors[found->second];
}

void SafetensorsFile::fail(const std::string& why) const
{
    throw Error(ErrorKind::BadFile, m_name + (why.rfind("the tensor", 0) == 0 ? ": " : " ") + why + ".");
}

} // namespace engine::files
