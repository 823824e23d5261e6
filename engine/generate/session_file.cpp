// SPDX-License-Identifier: GPL-3.0-or-later
// A session as a file: a header that names the model and the cache's shape, the tokens, then layer by layer and head by
// head the rows of keys and of values that are in use; a checksum at the end. Little-endian, as all of Fettle's
// machines.
#include "engine/error.h"
#include "engine/generate/session.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>

namespace engine::generate
{
namespace
{

constexpr std::array<char, 8> kMark = {'F', 'E', 'T', 'T', 'L', 'E', 'K', '1'};

struct Header {
    std::array<char, 8> mark = kMark;
    std::int64_t layers = 0;
    std::int64_t kvHeads = 0;
    std::int64_t headDim = 0;
    std::int64_t vocabulary = 0;
    std::int64_t cacheType = 0;
    std::uint64_t model = 0; // fingerprint
    std::int64_t tokens = 0;
};
static_assert(sizeof(Header) == 64);

// FNV-1a: tells a damaged file from a whole one, no more than that.
class Checksum
{
public:
    void add(const void* data, std::size_t size)
    {
        const auto* bytes = static_cast<const unsigned char*>(data);
        for (std::size_t i = 0; i < size; ++i)
            m_value = (m_value ^ bytes[i]) * 0x100000001B3U;
    }
    std::uint64_t value() const { return m_value; }

private:
    std::uint64_t m_value = 0xCBF29CE484222325U;
};

// The size and the metadata of the model's file, which differ between any two models, and the frequencies in use.
std::uint64_t fingerprint(const model::Model& model, std::int64_t capacity)
{
    Checksum sum;
    const std::uint64_t size = model.file().size();
    sum.add(&size, sizeof size);
    for (const std::string& key : model.file().keys()) {
        const std::string entry = key + "=" + model.file().display(key) + "\n";
        sum.add(entry.data(), entry.size());
    }
    const model::RopeSettings& rope = model.config().rope;
    const bool longText = !rope.longFactors.empty() && capacity > rope.originalContext;
    sum.add(&longText, sizeof longText);
    return sum.value();
}

Header headerOf(const model::Model& model, kernels::Type type, std::int64_t capacity, std::int64_t tokens)
{
    const model::Config& c = model.config();
    Header header;
    header.layers = c.layers;
    header.kvHeads = c.kvHeads;
    header.headDim = c.headDim;
    header.vocabulary = c.vocabulary;
    header.cacheType = static_cast<std::int64_t>(type);
    header.model = fingerprint(model, capacity);
    header.tokens = tokens;
    return header;
}

// Calls body(data, bytes) for each run of rows in use.
template <class Body>
void forRows(const model::KvCache& cache, const model::Config& config, std::int64_t tokens, const Body& body)
{
    for (int layer = 0; layer < config.layers; ++layer) {
        const kernels::KvView view = cache.layer(layer);
        const std::int64_t row = kernels::bytesOf(view.type, config.headDim);
        for (void* part : {view.keys, view.values})
            for (int head = 0; head < config.kvHeads; ++head)
                body(static_cast<char*>(part) + head * view.capacity * row, static_cast<std::streamsize>(tokens * row));
    }
}

[[noreturn]] void failTo(const char* what, const std::filesystem::path& path)
{
    throw Error(ErrorKind::NotFound, "The saved context " + path.string() + " cannot be " + what + ".");
}

} // namespace

void Session::save(const std::filesystem::path& path) const
{
    const auto length = static_cast<std::int64_t>(current().tokens.size());
    const Header header = headerOf(model(), m_runner.options().cacheType, context(), length);
    std::filesystem::path unfinished = path;
    unfinished += ".part";
    std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
    Checksum sum;
    const auto write = [&](const void* data, std::streamsize bytes) {
        out.write(static_cast<const char*>(data), bytes);
        sum.add(data, static_cast<std::size_t>(bytes));
    };
    write(&header, sizeof header);
    write(current().tokens.data(), static_cast<std::streamsize>(current().tokens.size() * sizeof(text::TokenId)));
    forRows(current().cache, model().config(), length, write);
    const std::uint64_t checksum = sum.value();
    out.write(reinterpret_cast<const char*>(&checksum), sizeof checksum);
    out.close();
    std::error_code error;
    if (out)
        std::filesystem::rename(unfinished, path, error); // whole or not at all
    if (!out || error) {
        std::filesystem::remove(unfinished, error);
        failTo("written", path);
    }
}

void Session::restore(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in)
        failTo("read", path);
    const auto damaged = [&](const std::string& why) {
        clear();
        return Error(ErrorKind::BadFile, "The saved context " + path.string() + " " + why + ".");
    };
    Checksum sum;
    const auto read = [&](void* data, std::streamsize bytes) {
        if (!in.read(static_cast<char*>(data), bytes))
            throw damaged("ends too early");
        sum.add(data, static_cast<std::size_t>(bytes));
    };
    Header header;
    read(&header, sizeof header);
    if (header.mark != kMark)
        throw damaged("is not one of this version of Fettle");
    const Header expected = headerOf(model(), m_runner.options().cacheType, context(), header.tokens);
    if (std::memcmp(&header, &expected, sizeof header) != 0)
        throw damaged("belongs to another model or cache type");
    if (header.tokens < 0 || header.tokens > context())
        throw Error(ErrorKind::TooLong, "The saved context " + path.string() + " holds " +
                                            std::to_string(header.tokens) + " tokens, but this one only " +
                                            std::to_string(context()) + ".");
    std::vector<text::TokenId> tokens(static_cast<std::size_t>(header.tokens));
    clear();
    read(tokens.data(), static_cast<std::streamsize>(tokens.size() * sizeof(text::TokenId)));
    forRows(current().cache, model().config(), header.tokens, read);
    const std::uint64_t checksum = sum.value();
    std::uint64_t stored = 0;
    if (!in.read(reinterpret_cast<char*>(&stored), sizeof stored) || stored != checksum)
        throw damaged("is damaged");
    for (const text::TokenId id : tokens)
        if (id < 0 || id >= model().config().vocabulary)
            throw damaged("holds a token that is not in the vocabulary");
    current().tokens = std::move(tokens);
    current().cache.setLength(header.tokens);
}

} // namespace engine::generate
