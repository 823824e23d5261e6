// SPDX-License-Identifier: GPL-3.0-or-later
// A cursor over bytes that nobody vouches for: each read is checked against what is left, and failing one throws
// engine::Error(BadFile) with the file's name, the offset and what was being read.
#pragma once

#include "engine/error.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace engine::files
{

class ByteReader
{
public:
    ByteReader(std::span<const std::byte> bytes, const std::string& file) : m_bytes(bytes), m_file(file) {}

    std::size_t offset() const { return m_offset; }
    std::size_t left() const { return m_bytes.size() - m_offset; }

    // Little-endian, as GGUF is; this build's machines are little-endian too.
    template <class T>
    T read(std::string_view what)
    {
        static_assert(std::is_arithmetic_v<T>);
        T value;
        std::memcpy(&value, take(sizeof(T), what).data(), sizeof(T));
        return value;
    }

    std::span<const std::byte> take(std::uint64_t count, std::string_view what)
    {
        if (count > left())
            fail(std::string(what) + " needs " + std::to_string(count) + " bytes, but only " + std::to_string(left()) +
                 " are left; the file is truncated or damaged");
        const auto part = m_bytes.subspan(m_offset, static_cast<std::size_t>(count));
        m_offset += static_cast<std::size_t>(count);
        return part;
    }

    // A string with a 64-bit length before it.
    std::string_view string(std::uint64_t limit, std::string_view what)
    {
        const auto length = read<std::uint64_t>(what);
        if (length > limit)
            fail(std::string(what) + " is " + std::to_string(length) + " bytes long; at most " + std::to_string(limit) +
                 " are allowed");
        const auto bytes = take(length, what);
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    [[noreturn]] void fail(const std::string& why) const
    {
        throw Error(ErrorKind::BadFile, m_file + ", offset " + std::to_string(m_offset) + ": " + why + ".");
    }

private:
    std::span<const std::byte> m_bytes;
    const std::string& m_file;
    std::size_t m_offset = 0;
};

} // namespace engine::files
