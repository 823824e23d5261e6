// SPDX-License-Identifier: GPL-3.0-or-later
// Hashes of bytes, by OpenSSL. Owned by one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

struct evp_md_ctx_st;

namespace engine::files
{

// A running hash.
class Digest
{
public:
    enum class Kind { Sha256, Sha1 };
    explicit Digest(Kind kind = Kind::Sha256);
    ~Digest();
    Digest(Digest&&) noexcept;
    Digest& operator=(Digest&&) noexcept;

    void add(std::span<const std::byte> bytes);
    std::string hex() const; // of all so far, 64 or 40 digits; more may be added
private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> m_context;
};

} // namespace engine::files
