// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/config_of_head.h"

#include "engine/error.h"
#include "engine/files/gguf.h"
#include "engine/files/gguf_content.h"

#include <cstring>

namespace engine::model
{
namespace
{

using files::ValueType;

// Walks over the keys as far as they lie within the bytes; the same checks are made again by GgufFile on what is kept.
class Head
{
public:
    Head(std::span<const std::byte> bytes, const std::string& name) : m_bytes(bytes)
    {
        if (m_bytes.size() < kKeys || std::memcmp(m_bytes.data(), "GGUF", 4) != 0)
            throw Error(ErrorKind::BadFile, name + " does not begin as a GGUF file.");
        m_at = 16;
        const auto keys = number<std::uint64_t>();
        for (m_end = kKeys; m_count < keys && value(); ++m_count)
            m_end = m_at;
    }

    std::span<const std::byte> keys() const { return m_bytes.subspan(kKeys, m_end - kKeys); }
    std::uint64_t count() const { return m_count; }
    std::uint64_t vocabulary() const { return m_vocabulary; }
    std::span<const std::byte> version() const { return m_bytes.subspan(4, 4); }

private:
    static constexpr std::size_t kKeys = 24; // magic, version, counts of tensors and keys

    template <class Number>
    Number number()
    {
        Number value = 0;
        m_good = m_good && m_bytes.size() - m_at >= sizeof value;
        if (m_good) {
            std::memcpy(&value, m_bytes.data() + m_at, sizeof value);
            m_at += sizeof value;
        }
        return value;
    }

    std::string_view text()
    {
        const auto length = number<std::uint64_t>();
        m_good = m_good && length <= m_bytes.size() - m_at;
        if (!m_good)
            return {};
        const std::string_view found(reinterpret_cast<const char*>(m_bytes.data()) + m_at, length);
        m_at += length;
        return found;
    }

    void skip(std::uint64_t count, std::size_t size)
    {
        m_good = m_good && count <= (m_bytes.size() - m_at) / size;
        if (m_good)
            m_at += count * size;
    }

    static std::size_t sizeOf(std::uint32_t type) // 0: of no fixed size
    {
        constexpr std::size_t kSizes[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
        return type < std::size(kSizes) ? kSizes[type] : 0;
    }

    // One key with its value; false where it is cut or of no known type.
    bool value()
    {
        const std::string_view key = text();
        const auto type = number<std::uint32_t>();
        if (m_good && type == static_cast<std::uint32_t>(ValueType::String)) {
            text();
        } else if (m_good && type == static_cast<std::uint32_t>(ValueType::Array)) {
            const auto element = number<std::uint32_t>();
            const auto count = number<std::uint64_t>();
            if (m_good && key == "tokenizer.ggml.tokens")
                m_vocabulary = count;
            if (element == static_cast<std::uint32_t>(ValueType::String))
                for (std::uint64_t i = 0; m_good && i < count; ++i)
                    text();
            else if (const std::size_t size = sizeOf(element); size > 0)
                skip(count, size);
            else
                m_good = false;
        } else if (const std::size_t size = sizeOf(type); size > 0) {
            skip(1, size);
        } else {
            m_good = false;
        }
        return m_good;
    }

    std::span<const std::byte> m_bytes;
    std::size_t m_at = 0;
    std::size_t m_end = 0; // of the last whole key
    std::uint64_t m_count = 0;
    std::uint64_t m_vocabulary = 0;
    bool m_good = true;
};

template <class Number>
void append(std::vector<std::byte>& bytes, Number value)
{
    bytes.resize(bytes.size() + sizeof value);
    std::memcpy(bytes.data() + bytes.size() - sizeof value, &value, sizeof value);
}

} // namespace

Config configOfHead(std::span<const std::byte> bytes, const std::string& name)
{
    const Head head(bytes, name);
    std::vector<std::byte> whole; // a file of these keys alone
    append(whole, std::uint32_t{0x46554747});
    whole.insert(whole.end(), head.version().begin(), head.version().end());
    append(whole, std::uint64_t{0});
    append(whole, head.count());
    whole.insert(whole.end(), head.keys().begin(), head.keys().end());
    const files::GgufFile keys(whole, name);
    // The number of tokens is read from the table of embeddings, which lies far behind: a narrow one stands for it.
    constexpr std::uint64_t kMostTokens = 4'000'000;
    if (head.vocabulary() == 0 || head.vocabulary() > kMostTokens)
        throw Error(ErrorKind::BadFile, name + " does not tell its number of tokens at its beginning.");
    files::GgufContent content = files::GgufContent::copyOf(keys);
    files::NewTensor table;
    table.name = "token_embd.weight";
    table.type = files::TensorType::I8;
    table.shape = {1, head.vocabulary()};
    table.make = [tokens = head.vocabulary()] { return std::vector<std::byte>(tokens); };
    content.add(std::move(table));
    return Config::fromGguf(files::GgufFile(content, name));
}

} // namespace engine::model
