// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/lineage.h"

#include "engine/error.h"
#include "engine/files/digest.h"
#include "engine/files/gguf_split.h"
#include "engine/tune/source_reader.h"

#include <fstream>

namespace engine::tune
{
namespace
{

constexpr float kUnmeasured = -1; // no number is refused by readers
constexpr const char* kParent = "fettle.parent.sha256";
constexpr const char* kCalibration = "fettle.calibration.sha256";
constexpr const char* kMeasured[] = {"fettle.measured.kld", "fettle.measured.kld_error", "fettle.measured.perplexity",
                                     "fettle.measured.parent_perplexity", "fettle.measured.tokens"};

} // namespace

void describeParent(files::GgufContent& content, const files::GgufFile& model, const std::filesystem::path& source,
                    const std::string& recipe, const std::atomic<bool>& stop)
{
    const std::string hash = SourceReader(model).hash(stop);
    if (stop)
        throw Error(ErrorKind::Stopped, "It was stopped while the model's file was read.");
    describeParent(content, parentName(model, source), recipe, hash);
}

void describeParent(files::GgufContent& content, const std::string& parent, const std::string& recipe,
                    const std::string& hash)
{
    removeLineage(content);
    content.set("fettle.parent.name", parent);
    if (!hash.empty()) // a folder has none
        content.set(kParent, hash);
    content.set("fettle.recipe", recipe);
    reserveMeasured(content);
}

std::string anyHash(std::size_t files)
{
    return std::string(files > 0 ? 65 * files - 1 : 0, '0'); // commas between them
}

void removeLineage(files::GgufContent& content)
{
    for (const char* key : {"fettle.parent.name", kParent, "fettle.recipe", "fettle.imatrix.sha256", kCalibration})
        content.remove(key);
    for (const char* key : kMeasured)
        content.remove(key);
}

void describeCalibration(files::GgufContent& content, const std::string& hash)
{
    content.remove(kCalibration);
    if (!hash.empty())
        content.set(kCalibration, hash);
}

std::string hashOfText(std::string_view text)
{
    files::Digest digest;
    digest.add(std::as_bytes(std::span(text)));
    return digest.hex();
}

void reserveMeasured(files::GgufContent& content)
{
    for (const char* key : kMeasured)
        content.set(key, kUnmeasured);
}

bool recordMeasured(const std::filesystem::path& model, const Measured& measured)
{
    const double values[] = {measured.kld, measured.kldError, measured.perplexity, measured.parentPerplexity,
                             static_cast<double>(measured.tokens)};
    const files::GgufFile file = files::openGguf(model);
    const std::vector<std::filesystem::path> paths = file.paths();
    for (std::size_t i = 0; i < std::size(kMeasured); ++i) {
        const files::GgufValue* room = file.find(kMeasured[i]);
        const auto place =
            room != nullptr && room->type == files::ValueType::F32 ? file.placeOf(room->bytes) : std::nullopt;
        if (!place)
            return false;
        const auto value = static_cast<float>(values[i]); // little-endian, as the file
        std::fstream out(paths[place->file], std::ios::binary | std::ios::in | std::ios::out);
        out.seekp(static_cast<std::streamoff>(place->offset));
        if (!out.write(reinterpret_cast<const char*>(&value), sizeof value).flush())
            return false;
    }
    return true;
}

std::string parentName(const files::GgufFile& model, const std::filesystem::path& source)
{
    std::error_code unknown;
    const std::vector<std::filesystem::path> parts = model.paths();
    const std::filesystem::path whole =
        std::filesystem::absolute(parts.size() > 1 ? parts.front() : source, unknown).lexically_normal();
    return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

} // namespace engine::tune
