// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_texts.h"

#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/tune/importance.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace ui
{
namespace
{

using engine::Error;
using engine::ErrorKind;

constexpr std::int64_t kWindow = 512;
constexpr std::int64_t kShortWindow = 128;

} // namespace

std::string readTuneText(const std::string& path)
{
    constexpr std::uintmax_t kMostBytes = 256 << 20;
    constexpr std::size_t kLooked = 4096; // bytes in which a zero tells that it is no text
    std::error_code unknown;
    const std::filesystem::path file = path;
    if (path.empty())
        throw Error(ErrorKind::NotFound, "No calibration text was chosen. Choose a text file.");
    if (!std::filesystem::exists(file, unknown))
        throw Error(ErrorKind::NotFound, path + " is not there. Choose another text.");
    if (!std::filesystem::is_regular_file(file, unknown))
        throw Error(ErrorKind::BadSetting, path + " is no plain file. Choose a text file.");
    if (std::filesystem::file_size(file, unknown) > kMostBytes)
        throw Error(ErrorKind::BadSetting,
                    path + " is larger than 256 MiB. Choose a shorter text; a few hundred pages are plenty.");
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw Error(ErrorKind::NotFound, path + " cannot be read. Choose another text.");
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (text.substr(0, kLooked).find('\0') != std::string::npos)
        throw Error(ErrorKind::BadSetting, path + " is no text. Choose a file of plain text in UTF-8.");
    return text;
}

std::string datasetName(const TuneOrder& order)
{
    if (order.text == TuneOrder::Text::File)
        return std::filesystem::path(order.textFile).filename().string();
    return order.text == TuneOrder::Text::Chats ? "conversations" : "fettle calibration text";
}

engine::tune::Windows calibrationWindows(const engine::model::Model& model, const std::string& text)
{
    using namespace engine::tune;
    const auto tokens = static_cast<std::int64_t>(model.tokenizer().encode(text).size());
    if (tokens < kLeastCalibration)
        throw Error(ErrorKind::BadSetting, "The calibration text is too short: it has " + std::to_string(tokens) +
                                               " tokens, and " + std::to_string(kLeastCalibration) +
                                               " are needed at least. Choose a longer text.");
    const std::int64_t wanted = tokens < 4 * kWindow ? kShortWindow : kWindow;
    const std::int64_t window = std::clamp<std::int64_t>(model.config().context, 4, wanted);
    return Windows(model.tokenizer(), text,
                   {.context = window, .most = kMostCalibration / window, .protocol = Protocol::Whole});
}

void writeStandInImportance(const TuneOrder& order, const std::filesystem::path& file)
{
    constexpr std::size_t kLongestName = 55;
    const auto model = engine::files::openModel(order.source);
    engine::tune::ImportanceMatrix matrix;
    for (const auto& tensor : model.tensors())
        if (tensor.dimensions >= 2 && tensor.name.size() <= kLongestName) {
            auto& entry = matrix.tensors[tensor.name];
            entry.sums.assign(tensor.shape[0] * tensor.shape[2], 1.0F);
            entry.counts.assign(tensor.shape[2], 1);
        }
    matrix.datasets.push_back(datasetName(order));
    matrix.chunks = 1;
    matrix.chunkTokens = kWindow;
    engine::tune::writeImportance(matrix, file);
}

} // namespace ui
