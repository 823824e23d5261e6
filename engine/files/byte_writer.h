// SPDX-License-Identifier: GPL-3.0-or-later
// Little-endian bytes, appended: the counterpart of ByteReader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace engine::files
{

class ByteWriter
{
public:
    template <class T>
    ByteWriter& number(T value)
    {
        static_assert(std::is_arithmetic_v<T>);
        std::byte encoded[sizeof(T)];
        std::memcpy(encoded, &value, sizeof(T));
        return raw(encoded);
    }

    ByteWriter& raw(std::span<const std::byte> bytes)
    {
        const std::size_t at = m_bytes.size();
        m_bytes.resize(at + bytes.size());
        if (!bytes.empty())
            std::memcpy(m_bytes.data() + at, bytes.data(), bytes.size());
        return *this;
    }

    ByteWriter& string(std::string_view text) // with its length before it
    {
        number<std::uint64_t>(text.size());
        return raw(std::as_bytes(std::span(text)));
    }

    void pad(std::size_t alignment) { m_bytes.resize((m_bytes.size() + alignment - 1) / alignment * alignment); }

    std::size_t size() const { return m_bytes.size(); }
    std::vector<std::byte> take() { return std::move(m_bytes); }

private:
    std::vector<std::byte> m_bytes;
};

} // namespace engine::files
