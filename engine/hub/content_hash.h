// SPDX-License-Identifier: GPL-3.0-or-later
// What the hub promises about a file's content: SHA-256 of files in LFS, git's hash of a blob for the small ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct evp_md_ctx_st;

namespace engine::hub
{

struct ContentId {
    std::string hex;        // 64 digits: SHA-256 of the bytes; 40: SHA-1 of "blob <size>\0" and the bytes
    std::uint64_t size = 0; // bytes

    bool operator==(const ContentId&) const = default;
};

// A running hash; owned by one thread.
class Digest
{
public:
    Digest();                             // SHA-256
    explicit Digest(const ContentId& id); // of the kind that `id` has
    ~Digest();
    Digest(Digest&&) noexcept;
    Digest& operator=(Digest&&) noexcept;

    void add(std::span<const std::byte> bytes);
    std::string hex() const; // of all so far; more may be added
private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> m_context;
};

// Hears bytes read so far, and says whether to go on.
using ReadProgress = std::function<bool(std::uint64_t)>;

// Whether a file is what `id` says. False where it is not there. Throws engine::Error(Stopped) where `goOn` says so.
bool fileMatches(const std::filesystem::path& file, const ContentId& id, const ReadProgress& goOn);

} // namespace engine::hub
