// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/importance.h"

#include "engine/error.h"
#include "engine/files/byte_reader.h"
#include "engine/files/gguf.h"
#include "engine/files/gguf_writer.h"
#include "engine/files/mapped_file.h"
#include "engine/stop_scope.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace engine::tune
{
namespace
{

constexpr std::string_view kSums = ".in_sum2";
constexpr std::string_view kCounts = ".counts";
constexpr std::uint64_t kMostMatrices = 65536;
constexpr std::int32_t kLongestName = 4096;
constexpr float kMostTokens = 1e15F;

[[noreturn]] void refuse(const std::string& file, const std::string& tensor, const std::string& why)
{
    throw Error(ErrorKind::BadFile, file + ": the importance of \"" + tensor + "\" " + why +
                                        ". The file is damaged; make it again or fetch it again.");
}

void checkSums(const std::string& file, const std::string& tensor, const std::vector<float>& sums)
{
    for (const float sum : sums)
        if (!(sum >= 0) || !std::isfinite(sum))
            refuse(file, tensor, "has values that are negative or no numbers");
}

std::vector<float> floatsOf(const std::string& file, const files::GgufTensor& tensor)
{
    if (tensor.type != files::TensorType::F32)
        refuse(file, tensor.name, "is stored as " + std::string(files::info(tensor.type).name) + " and not as F32");
    std::vector<float> values(tensor.bytes.size() / sizeof(float));
    std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    return values;
}

// Counts are whole numbers of tokens; what saw none has nothing to add up, and something was seen.
std::vector<std::int64_t> countsOf(const std::string& file, const std::string& name, const files::GgufTensor& tensor)
{
    std::vector<std::int64_t> counts;
    for (const float count : floatsOf(file, tensor)) {
        if (!(count >= 0) || !(count <= kMostTokens))
            refuse(file, name, "has counts that are negative or no numbers");
        if (count != std::floor(count))
            refuse(file, name, "has a count that is no whole number");
        counts.push_back(std::llround(count));
    }
    if (std::all_of(counts.begin(), counts.end(), [](std::int64_t count) { return count == 0; }))
        refuse(file, name, "says that no token was seen");
    return counts;
}

ImportanceMatrix::Entry readEntry(const std::string& file, const std::string& name, const files::GgufTensor& sums,
                                  const files::GgufTensor* counts)
{
    if (counts == nullptr)
        refuse(file, name, "comes without its counts");
    ImportanceMatrix::Entry entry{floatsOf(file, sums), countsOf(file, name, *counts)};
    const std::uint64_t matrices = entry.counts.size();
    if (matrices > kMostMatrices || sums.elements() != sums.shape[0] * matrices)
        refuse(file, name,
               "has " + std::to_string(entry.sums.size()) + " values in rows of " + std::to_string(sums.shape[0]) +
                   " for " + std::to_string(matrices) + " counts");
    checkSums(file, name, entry.sums);
    for (std::size_t i = 0; i < entry.sums.size(); ++i)
        if (entry.counts[i / sums.shape[0]] == 0 && entry.sums[i] != 0)
            refuse(file, name, "has values where its counts say that no token was seen");
    return entry;
}

std::int64_t countIn(const files::GgufFile& file, const char* key)
{
    const std::int64_t count = file.integer(key).value_or(0);
    if (count < 0 || count > std::numeric_limits<std::int32_t>::max())
        file.fail(key, "says " + std::to_string(count) + ", which cannot be");
    return count;
}

ImportanceMatrix readGguf(std::span<const std::byte> bytes, const std::string& name)
{
    const files::GgufFile file(bytes, name);
    if (file.string("general.type").value_or("") != "imatrix")
        throw Error(ErrorKind::BadFile, name + " is a GGUF file, but not an importance matrix. Choose the file that "
                                               "calibrating (or llama-imatrix) wrote.");
    ImportanceMatrix matrix;
    for (const files::GgufTensor& tensor : file.tensors()) {
        StopScope::look();
        const auto about = [&](std::string_view suffix) {
            return tensor.name.substr(0, tensor.name.size() - suffix.size());
        };
        if (tensor.name.ends_with(kSums))
            matrix.tensors[about(kSums)] =
                readEntry(name, about(kSums), tensor, file.findTensor(about(kSums) + std::string(kCounts)));
        else if (tensor.name.ends_with(kCounts) && file.findTensor(about(kCounts) + std::string(kSums)) == nullptr)
            refuse(name, about(kCounts), "has counts without values");
    }
    if (file.find("imatrix.datasets") != nullptr)
        if (const auto names = file.strings("imatrix.datasets"))
            matrix.datasets.assign(names->begin(), names->end());
    matrix.chunks = countIn(file, "imatrix.chunk_count");
    matrix.chunkTokens = countIn(file, "imatrix.chunk_size");
    return matrix;
}

std::string olderName(files::ByteReader& in, std::string_view whose, std::int32_t least)
{
    const auto length = in.read<std::int32_t>("the length of " + std::string(whose));
    if (length < least || length > kLongestName)
        in.fail(std::string(whose) + " is " + std::to_string(length) + " bytes long; this is no importance matrix");
    const auto text = in.take(static_cast<std::uint64_t>(length), whose);
    return {reinterpret_cast<const char*>(text.data()), text.size()};
}

void readOlderEntry(files::ByteReader& in, const std::string& file, ImportanceMatrix& matrix)
{
    const std::string tensor = olderName(in, "a tensor's name", 1);
    const auto windows = in.read<std::int32_t>("the number of windows");
    const auto count = in.read<std::int32_t>("the number of values");
    if (windows < 1)
        in.fail("\"" + tensor + "\" says that it was seen in " + std::to_string(windows) + " windows");
    if (count < 1)
        in.fail("\"" + tensor + "\" has no values");
    const auto values = in.take(static_cast<std::uint64_t>(count) * sizeof(float), "the values of a tensor");
    ImportanceMatrix::Entry entry{std::vector<float>(static_cast<std::size_t>(count)), {windows}};
    std::memcpy(entry.sums.data(), values.data(), values.size());
    checkSums(file, tensor, entry.sums);
    if (!matrix.tensors.emplace(tensor, std::move(entry)).second)
        in.fail("\"" + tensor + "\" appears twice");
}

// The older format: a count of entries; for each its name, the number of windows and the values, as 32-bit counts and
// F32; then, where the writer was new enough, the number of windows in all and the name of the text.
ImportanceMatrix readOlder(std::span<const std::byte> bytes, const std::string& name)
{
    files::ByteReader in(bytes, name);
    ImportanceMatrix matrix;
    const auto entries = in.read<std::int32_t>("the number of entries");
    if (entries < 0)
        in.fail("it says that it has " + std::to_string(entries) + " entries; this is no importance matrix");
    for (std::int32_t i = 0; i < entries; ++i) {
        StopScope::look();
        readOlderEntry(in, name, matrix);
    }
    if (in.left() > 0)
        matrix.chunks = in.read<std::int32_t>("the number of windows");
    if (matrix.chunks < 0)
        in.fail("it says that " + std::to_string(matrix.chunks) + " windows were read");
    if (in.left() > 0)
        if (std::string text = olderName(in, "the text's name", 0); !text.empty())
            matrix.datasets.push_back(std::move(text));
    if (in.left() > 0)
        in.fail(std::to_string(in.left()) + " bytes follow behind the end; the file is damaged");
    return matrix;
}

} // namespace

std::vector<float> ImportanceMatrix::Entry::meanSquares() const
{
    std::vector<float> means(sums.size());
    const auto width = static_cast<std::size_t>(cols());
    for (std::size_t i = 0; i < means.size(); ++i) {
        const auto count = static_cast<float>(counts[i / width]);
        means[i] = count > 0 ? sums[i] / count : 1.0F;
    }
    return means;
}

ImportanceMatrix readImportance(const std::filesystem::path& path)
{
    const files::MappedFile file(path);
    return readImportance(file.bytes(), path.string());
}

ImportanceMatrix readImportance(std::span<const std::byte> bytes, const std::string& name)
{
    const bool isGguf = bytes.size() >= 4 && std::memcmp(bytes.data(), "GGUF", 4) == 0;
    ImportanceMatrix matrix = isGguf ? readGguf(bytes, name) : readOlder(bytes, name);
    if (matrix.tensors.empty())
        throw Error(ErrorKind::BadFile, name + " has no importance of any tensor in it. Make it again.");
    return matrix;
}

void writeImportance(const ImportanceMatrix& matrix, const std::filesystem::path& path, const std::atomic<bool>& stop)
{
    if (matrix.tensors.empty())
        throw Error(ErrorKind::BadSetting, "There is no importance to write: no matrix saw a token.");
    files::GgufContent content;
    content.set("general.type", "imatrix");
    content.set("imatrix.datasets", std::span<const std::string>(matrix.datasets));
    content.set("imatrix.chunk_count", static_cast<std::uint32_t>(matrix.chunks));
    content.set("imatrix.chunk_size", static_cast<std::uint32_t>(matrix.chunkTokens));
    std::vector<std::vector<float>> counts; // kept until they are written
    counts.reserve(matrix.tensors.size());
    for (const auto& pair : matrix.tensors) {
        const std::string& name = pair.first;
        const ImportanceMatrix::Entry& entry = pair.second;
        if (name.size() + kSums.size() > 63)
            throw Error(ErrorKind::BadSetting,
                        "The tensor name \"" + name + "\" is too long for an importance matrix.");
        counts.emplace_back(entry.counts.begin(), entry.counts.end());
        const auto matrices = static_cast<std::uint64_t>(entry.matrices());
        const auto cols = static_cast<std::uint64_t>(entry.cols());
        const auto add = [&](std::string_view suffix, std::uint64_t width, const std::vector<float>& values) {
            std::vector<std::uint64_t> shape = {width};
            if (matrices > 1)
                shape.push_back(matrices);
            content.add(
                {name + std::string(suffix), files::TensorType::F32, shape, std::as_bytes(std::span(values)), {}});
        };
        add(kSums, cols, entry.sums);
        add(kCounts, 1, counts.back());
    }
    files::writeGguf(content, path, stop);
}

} // namespace engine::tune
