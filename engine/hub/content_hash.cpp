// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/content_hash.h"

#include "engine/error.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>

namespace engine::hub
{

void Digest::Free::operator()(evp_md_ctx_st* context) const
{
    EVP_MD_CTX_free(context);
}

Digest::Digest() : Digest(ContentId{std::string(64, '0'), 0}) {}

Digest::Digest(const ContentId& id) : m_context(EVP_MD_CTX_new())
{
    const bool git = id.hex.size() == 40;
    if (!m_context || EVP_DigestInit_ex(m_context.get(), git ? EVP_sha1() : EVP_sha256(), nullptr) != 1)
        throw Error(ErrorKind::Internal,
                    "This system's OpenSSL offers no SHA-256 or SHA-1, so no download can be checked.");
    if (!git)
        return;
    const std::string head = "blob " + std::to_string(id.size);
    add(std::as_bytes(std::span(head.c_str(), head.size() + 1)));
}

Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::add(std::span<const std::byte> bytes)
{
    EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size());
}

std::string Digest::hex() const
{
    const std::unique_ptr<evp_md_ctx_st, Free> copy(EVP_MD_CTX_new());
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    if (!copy || EVP_MD_CTX_copy_ex(copy.get(), m_context.get()) != 1 ||
        EVP_DigestFinal_ex(copy.get(), bytes.data(), &size) != 1)
        throw Error(ErrorKind::NoMemory, "There is no memory left to check a download.");
    std::string text;
    for (unsigned i = 0; i < size; ++i)
        (text += "0123456789abcdef"[bytes[i] >> 4U]) += "0123456789abcdef"[bytes[i] & 15U];
    return text;
}

bool fileMatches(const std::filesystem::path& file, const ContentId& id, const ReadProgress& goOn)
{
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(file, unknown) || std::filesystem::file_size(file, unknown) != id.size)
        return false;
    std::ifstream in(file, std::ios::binary);
    Digest digest(id);
    std::vector<char> buffer(1U << 20);
    std::uint64_t read = 0;
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        digest.add(std::as_bytes(std::span(buffer.data(), static_cast<std::size_t>(in.gcount()))));
        read += static_cast<std::uint64_t>(in.gcount());
        if (!goOn(read))
            throw Error(ErrorKind::Stopped, "Checking " + file.string() + " was stopped.");
    }
    return read == id.size && digest.hex() == id.hex;
}

} // namespace engine::hub
