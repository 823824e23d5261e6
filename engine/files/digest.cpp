// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/digest.h"

#include "engine/error.h"

#include <openssl/evp.h>

#include <array>

namespace engine::files
{

void Digest::Free::operator()(evp_md_ctx_st* context) const
{
    EVP_MD_CTX_free(context);
}

Digest::Digest(Kind kind) : m_context(EVP_MD_CTX_new())
{
    if (!m_context || EVP_DigestInit_ex(m_context.get(), kind == Kind::Sha1 ? EVP_sha1() : EVP_sha256(), nullptr) != 1)
        throw Error(ErrorKind::Internal,
                    "This system's OpenSSL offers no SHA-256 or SHA-1, so no file can be checked.");
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
        throw Error(ErrorKind::NoMemory, "There is no memory left to check a file.");
    std::string text;
    for (unsigned i = 0; i < size; ++i)
        (text += "0123456789abcdef"[bytes[i] >> 4U]) += "0123456789abcdef"[bytes[i] & 15U];
    return text;
}

} // namespace engine::files
