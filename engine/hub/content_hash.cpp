// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/content_hash.h"

#include "engine/error.h"

#include <fstream>

namespace engine::hub
{

Digest digestFor(const ContentId& id)
{
    if (id.hex.size() != 40)
        return Digest();
    Digest digest(Digest::Kind::Sha1);
    const std::string head = "blob " + std::to_string(id.size);
    digest.add(std::as_bytes(std::span(head.c_str(), head.size() + 1)));
    return digest;
}

bool fileMatches(const std::filesystem::path& file, const ContentId& id, const ReadProgress& goOn)
{
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(file, unknown) || std::filesystem::file_size(file, unknown) != id.size)
        return false;
    std::ifstream in(file, std::ios::binary);
    Digest digest = digestFor(id);
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
