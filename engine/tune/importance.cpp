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

namespace engine::tune
{
namespace
{

constexpr std::string_view kSums = ".in_sum2";
constexpr std::string_view kCounts = ".counts";
constexpr std::int32_t kMostMatrices = 65536;
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

ImportanceMatrix::Entry readEntry(const std::string& file, const std::string& name, const files::GgufTensor& sums,
                                  const files::GgufTensor* counts)
{
    if (counts == nullptr)
        refuse(file, name, "comes without its counts");
    ImportanceMatrix::Entry entry{floatsOf(file, sums), {}};
    for (const float count : floatsOf(file, *counts)) {
        if (!(count >= 0) || !(count <= kMostTokens))
            refuse(file, name, "has counts that are negative or no numbers");
        entry.counts.push_back(std::llround(count));
    }
    if (entry.counts.size() > kMostMatrices || entry.sums.size() % entry.counts.size() != 0)
        refuse(file, name,
               "has " + std::to_string(entry.sums.size()) + " values for " + std::to_string(entry.counts.size()) +
                   " counts");
    checkSums(file, name, entry.sums);
    return entry;
}

ImportanceMatrix readGguf(std::span<const std::byte> bytes, const std::string& name)
{
    const files::GgufFile file(bytes, name);
    if (file.string("general.type").value_or("") != "imatrix")
        throw Error(ErrorKind::BadFile, name + " is a GGUF file, but not an importance matrix. Choose the file that "
                                               "calibrating (or llama-imatrix) wrote.");
    ImportanceMatrix matrix;
    for (const files::GgufTensor& tensor : file.tensors())
        if (tensor.name.ends_with(kSums)) {
            StopScope::look();
            const std::string about = tensor.name.substr(0, tensor.name.size() - kSums.size());
            const files::GgufTensor* counts = file.findTensor(about + std::string(kCounts));
            matrix.tensors[about] = readEntry(name, about, tensor, counts);
        }
    if (file.find("imatrix.datasets") != nullptr)
        if (const auto names = file.strings("imatrix.datasets"))
            matrix.datasets.assign(names->begin(), names->end());
    matrix.chunks = file.integer("imatrix.chunk_count").value_or(0);
    matrix.chunkTokens = file.integer("imatrix.chunk_size").value_or(0);
    return matrix;
}

// The older format: a count of entries; for each its name, the number of windows and the values, as 32-bit counts and
// F32; then, where the writer was new enough, the number of windows in all and the name of the text.
ImportanceMatrix readOlder(std::span<const std::byte> bytes, const std::string& name)
{
    files::ByteReader in(bytes, name);
    ImportanceMatrix matrix;
    const auto entries = in.read<std::int32_t>("the number of entries");
    for (std::int32_t i = 0; i < entries; ++i) {
        StopScope::look();
        const auto length = in.read<std::int32_t>("the length of a name");
        if (length < 1 || length > kLongestName)
            in.fail("a tensor's name is " + std::to_string(length) + " bytes long; this is no importance matrix");
        const auto text = in.take(static_cast<std::uint64_t>(length), "a tensor's name");
        const std::string tensor(reinterpret_cast<const char*>(text.data()), text.size());
        const std::int64_t windows = std::max(in.read<std::int32_t>("the number of windows"), 1);
        const auto count = in.read<std::int32_t>("the number of values");
        if (count < 1)
            in.fail("\"" + tensor + "\" has no values");
        const auto values = in.take(static_cast<std::uint64_t>(count) * sizeof(float), "the values of a tensor");
        ImportanceMatrix::Entry entry{std::vector<float>(static_cast<std::size_t>(count)), {windows}};
        std::memcpy(entry.sums.data(), values.data(), values.size());
        checkSums(name, tensor, entry.sums);
        matrix.tensors[tensor] = std::move(entry);
    }
    if (in.left() > 0)
        matrix.chunks = in.read<std::int32_t>("the number of windows");
    if (in.left() > 0) {
        const auto length = in.read<std::int32_t>("the length of the text's name");
        const auto text = in.take(static_cast<std::uint64_t>(std::max(length, 0)), "the text's name");
        if (!text.empty())
            matrix.datasets.emplace_back(reinterpret_cast<const char*>(text.data()), text.size());
    }
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
