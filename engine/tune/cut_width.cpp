// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/cut_width.h"

#include "engine/error.h"
#include "engine/files/encode_row.h"
#include "engine/tune/block_name.h"
#include "engine/tune/drop_columns.h"
#include "engine/tune/finite_values.h"
#include "kernels/dequantize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>

namespace engine::tune
{
namespace
{

constexpr std::int64_t kMemory = std::int64_t{1} << 30; // bytes of second moments at once

// Architectures whose files say the width of a head on its own, so that heads times width need not be the model's.
constexpr std::array kFreeHeads{"llama", "qwen3", "qwen3moe", "gemma", "gemma2", "gemma3"};

std::int64_t alignmentOf(const CutOptions& options, std::int64_t width)
{
    if (options.alignment > 0)
        return options.alignment;
    return width % 256 == 0 ? 256 : 32;
}

LargeVector<float> valuesOf(const files::GgufTensor& tensor, const std::atomic<bool>& stop)
{
    const kernels::Type type = *files::info(tensor.type).kernel;
    const auto cols = static_cast<std::int64_t>(tensor.shape[0]);
    const auto rows = static_cast<std::int64_t>(tensor.elements()) / cols;
    LargeVector<float> values(tensor.elements());
    for (std::int64_t r = 0; r < rows; ++r) {
        throwIfStopped(stop);
        kernels::dequantizeRow(type, tensor.bytes.data() + r * kernels::bytesOf(type, cols), cols,
                               values.data() + r * cols);
        if (!allFinite(values.data() + r * cols, cols)) // there is no order of them
            failNotFinite(tensor.name, r);
    }
    return values;
}

std::optional<Windows> windowsOf(const model::Model& model, const CutOptions& options)
{
    if (options.text.empty()) // a plan only
        return {};
    const Windows windows(model.tokenizer(), options.text, {options.window, options.windows, Protocol::Whole});
    if (windows.count() < 2)
        throw Error(ErrorKind::BadSetting,
                    "The text has " + std::to_string(windows.textTokens()) + " tokens, one window; at least two of " +
                        std::to_string(options.window) + " are needed, the last to judge by. Choose a longer text.");
    return windows;
}

} // namespace

WidthCutter::WidthCutter(std::shared_ptr<const model::Model> model, const CutOptions& options,
                         const std::atomic<bool>& stop, const std::function<void(const CutProgress&)>& progress,
                         CutResult& result)
    : m_model(std::move(model)),
      m_options(options),
      m_stop(stop),
      m_progress(progress),
      m_result(result),
      m_pool(options.threads > 0 ? options.threads : kernels::Pool::availableThreads()),
      m_windows(windowsOf(*m_model, options)),
      m_input(options.part == Part::Neurons ? Input::FeedForwardDown : Input::AttentionOutput)
{
    checkSettings();
    const bool neurons = options.part == Part::Neurons;
    m_result.before = neurons ? m_model->config().ffn : m_model->config().kvHeads;
    m_result.after = neurons ? newWidth() : m_result.before - options.count;
}

void WidthCutter::checkSettings()
{
    const model::Config& config = m_model->config();
    if (m_options.part == Part::Heads)
        checkHeads();
    else if (config.experts.count > 0)
        throw Error(ErrorKind::Unsupported,
                    m_model->displayName() + " is a mixture of experts, whose neurons are not cut in this version.");
    else if (!(m_options.share > 0 && m_options.share < 1))
        throw Error(ErrorKind::BadSetting, "The share of neurons must be above 0 and below 1.");
    for (int layer = 0; layer < config.layers; ++layer) {
        const files::GgufTensor& tensor = *m_model->file().findTensor(behind(layer));
        const auto type = files::info(tensor.type).kernel;
        if (!type || !files::canEncode(*type) || files::info(tensor.type).blockValues != 1)
            throw Error(ErrorKind::Unsupported,
                        tensor.name + " is stored as " + files::info(tensor.type).name +
                            ". Cut the model before it is quantized: choose its F16, BF16 or F32 file.");
    }
}

void WidthCutter::checkHeads() const
{
    const model::Config& config = m_model->config();
    const bool free = std::any_of(kFreeHeads.begin(), kFreeHeads.end(),
                                  [&](const char* name) { return config.architecture == name; });
    const bool scaledByHeads = config.family->layersOf27B != 0 && config.layers == config.family->layersOf27B;
    if (!free || scaledByHeads)
        throw Error(ErrorKind::Unsupported,
                    "Files of the architecture \"" + config.architecture +
                        "\" have no place for another number of heads. Remove layers or neurons.");
    if (m_options.count < 1 || m_options.count >= config.kvHeads)
        throw Error(ErrorKind::BadSetting,
                    m_model->displayName() + " has " + std::to_string(config.kvHeads) +
                        " groups of heads in each layer" +
                        (config.kvHeads > 1 ? "; remove from 1 to " + std::to_string(config.kvHeads - 1) + " of them."
                                            : ", so none can be removed."));
}

// At least one multiple stays, and one goes.
std::int64_t WidthCutter::newWidth() const
{
    const std::int64_t width = m_model->config().ffn;
    const std::int64_t step = alignmentOf(m_options, width);
    const double wanted = (1 - m_options.share) * static_cast<double>(width);
    const std::int64_t nearest = std::max<std::int64_t>(std::llround(wanted / static_cast<double>(step)), 1) * step;
    if (nearest >= width)
        throw Error(ErrorKind::BadSetting,
                    "Removing " + std::to_string(std::llround(100 * m_options.share)) + " % of " +
                        std::to_string(width) + " neurons would remove none, since the width stays a multiple of " +
                        std::to_string(step) + ". Remove more, or choose a smaller step (--align 32).");
    return nearest;
}

std::string WidthCutter::behind(int layer) const
{
    return "blk." + std::to_string(layer) +
           (m_options.part == Part::Neurons ? ".ffn_down.weight" : ".attn_output.weight");
}

std::int64_t WidthCutter::inputs() const
{
    const model::Config& config = m_model->config();
    return m_options.part == Part::Neurons ? config.ffn : std::int64_t{config.heads} * config.headDim;
}

std::int64_t WidthCutter::unit() const
{
    const model::Config& config = m_model->config();
    return m_options.part == Part::Neurons ? 1 : std::int64_t{config.heads / config.kvHeads} * config.headDim;
}

void WidthCutter::apply(files::GgufContent& content)
{
    const model::Config& config = m_model->config();
    const std::string family = config.architecture + ".";
    const std::int64_t stay = m_result.after;
    if (m_options.part == Part::Neurons) {
        content.set(family + "feed_forward_length", static_cast<std::uint32_t>(stay));
    } else {
        content.set(family + "attention.head_count",
                    static_cast<std::uint32_t>(stay * (config.heads / config.kvHeads)));
        content.set(family + "attention.head_count_kv", static_cast<std::uint32_t>(stay));
        content.set(family + "attention.key_length", static_cast<std::uint32_t>(config.headDim));
        content.set(family + "attention.value_length", static_cast<std::uint32_t>(config.headDim));
    }
    const bool joined = config.family->joinedGateUp;
    for (files::NewTensor& tensor : content.tensors()) {
        const auto block = blockName(tensor.name);
        if (!block || block->layer >= config.layers)
            continue;
        const int layer = block->layer;
        const files::GgufTensor& source = *m_model->file().findTensor(tensor.name);
        const std::string_view kind = block->part.substr(0, block->part.rfind('.'));
        const bool neurons = m_options.part == Part::Neurons;
        const bool isBias = tensor.name.ends_with(".bias");
        if (tensor.name == behind(layer)) {
            tensor.shape[0] = static_cast<std::uint64_t>(stay * unit());
            tensor.make = [this, &source, layer] { return columnsThatStay(source, layer); };
        } else if (neurons ? kind == "ffn_gate" || kind == "ffn_up"
                           : kind == "attn_q" || kind == "attn_k" || kind == "attn_v") {
            const std::int64_t copies =
                neurons && joined && kind == "ffn_up" ? 2 : 1; // gate and up, one behind the other
            const std::int64_t width = neurons ? 1 : kind == "attn_q" ? unit() : config.headDim;
            const std::size_t rows = isBias ? 0 : 1; // the dimension of what stays or goes
            if (tensor.shape.size() != rows + 1 ||
                tensor.shape[rows] != static_cast<std::uint64_t>(m_result.before * width * copies))
                continue; // no weight that the model reads
            tensor.shape[rows] = static_cast<std::uint64_t>(stay * width * copies);
            tensor.make = [this, &source, layer, width, copies] { return rowsThatStay(source, layer, width, copies); };
        } else {
            continue;
        }
        tensor.view = {};
    }
}

// Each row or value that belongs to what stays; `width` of them belong together, the whole is there `copies` times.
std::vector<std::byte> WidthCutter::rowsThatStay(const files::GgufTensor& tensor, int layer, std::int64_t width,
                                                 std::int64_t copies)
{
    const Layer& cut = layerOf(layer);
    const auto all = static_cast<std::size_t>(m_result.before * width * copies);
    const std::size_t bytes = tensor.bytes.size() / all; // of a row
    std::vector<std::byte> result;
    result.reserve(static_cast<std::size_t>(m_result.after * width * copies) * bytes);
    for (std::size_t row = 0; row < all; ++row) {
        throwIfStopped(m_stop);
        const std::size_t part = row / static_cast<std::size_t>(width) % static_cast<std::size_t>(m_result.before);
        if (!cut.removed[part * static_cast<std::size_t>(unit())])
            result.insert(result.end(), tensor.bytes.begin() + static_cast<std::ptrdiff_t>(row * bytes),
                          tensor.bytes.begin() + static_cast<std::ptrdiff_t>((row + 1) * bytes));
    }
    return result;
}

std::vector<std::byte> WidthCutter::columnsThatStay(const files::GgufTensor& tensor, int layer)
{
    const Layer& cut = layerOf(layer);
    const kernels::Type type = *files::info(tensor.type).kernel;
    const std::size_t cols = cut.removed.size();
    const std::size_t rows = cut.matrix.size() / cols;
    const std::int64_t stay = m_result.after * unit();
    std::vector<float> row;
    const auto rowBytes = static_cast<std::size_t>(kernels::bytesOf(type, stay));
    std::vector<std::byte> bytes;
    bytes.reserve(rows * rowBytes);
    for (std::size_t r = 0; r < rows; ++r) {
        throwIfStopped(m_stop);
        bytes.resize((r + 1) * rowBytes); // its memory is touched row by row
        row.clear();
        for (std::size_t c = 0; c < cols; ++c)
            if (!cut.removed[c])
                row.push_back(cut.matrix[r * cols + c]);
        if (!files::encodeRow(type, row.data(), stay, bytes.data() + r * rowBytes))
            throw Error(ErrorKind::Unsupported,
                        tensor.name +
                            " gets values that are too large for F16. Cut without compensation, or the F32 file.");
    }
    return bytes;
}

const WidthCutter::Layer& WidthCutter::layerOf(int number)
{
    if (number == m_current)
        return m_layer;
    if (m_stop)
        throw Error(ErrorKind::Stopped, "Cutting the model was stopped.");
    if (m_progress)
        m_progress({"layer", static_cast<std::size_t>(number), static_cast<std::size_t>(m_model->config().layers)});
    if (number < m_first || number >= m_first + static_cast<int>(m_moments.size()))
        observe(number);
    const SecondMoments& moments = *m_moments[static_cast<std::size_t>(number - m_first)];
    const files::GgufTensor& tensor = *m_model->file().findTensor(behind(number));
    Layer layer;
    layer.matrix = valuesOf(tensor, m_stop);
    const auto rows = static_cast<std::int64_t>(tensor.shape[1]);
    layer.removed = chooseRemoved(layer.matrix, rows, moments);
    correct(layer, rows, number, moments);
    m_layer = std::move(layer);
    m_current = number;
    return m_layer;
}

// Reads the text for the layers from `first` on, as many as the memory has room for.
void WidthCutter::observe(int first)
{
    const std::int64_t each = inputs() * inputs() * static_cast<std::int64_t>(sizeof(float));
    const auto count = static_cast<int>(std::clamp<std::int64_t>(kMemory / each, 1, m_model->config().layers - first));
    m_first = first;
    m_moments.clear();
    Observers observers;
    for (int i = 0; i < count; ++i)
        observers.add(*m_moments.emplace_back(std::make_unique<SecondMoments>(m_input, first + i, m_pool, m_stop)));
    m_heldOut.emplace(first, first + count - 1);
    const std::int64_t kept = std::max<std::int64_t>(1, m_windows->count() / 10);
    if (!m_walk) {
        m_walk.emplace(m_model, m_windows->part(0, m_windows->count() - kept), m_pool.threads());
        m_heldOutWalk.emplace(m_model, m_windows->part(m_windows->count() - kept, m_windows->count()),
                              m_pool.threads());
    }
    m_walk->show(first, first + count - 1, observers, m_stop);
    m_heldOutWalk->show(first, first + count - 1, *m_heldOut, m_stop);
}

// What the output gets of each unit, sum over its columns i, j of H_ij W_:i . W_:j; those with the least go, the first
// of equals.
std::vector<bool> WidthCutter::chooseRemoved(const LargeVector<float>& weights, std::int64_t rows,
                                             const SecondMoments& moments)
{
    const std::int64_t cols = inputs();
    const auto units = static_cast<std::size_t>(cols / unit());
    std::vector<double> shares(units);
    forStoppableRanges(m_pool, m_stop, static_cast<std::int64_t>(units), 1,
                       [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
                           for (std::int64_t u = begin; u < end; ++u)
                               for (std::int64_t r = 0; r < rows && !m_stop; ++r)
                                   for (std::int64_t i = u * unit(); i < (u + 1) * unit(); ++i) {
                                       float inner = 0;
                                       for (std::int64_t j = u * unit(); j < (u + 1) * unit(); ++j)
                                           inner += moments.sums()[static_cast<std::size_t>(i * cols + j)] *
                                                    weights[static_cast<std::size_t>(r * cols + j)];
                                       shares[static_cast<std::size_t>(u)] +=
                                           static_cast<double>(inner) *
                                           static_cast<double>(weights[static_cast<std::size_t>(r * cols + i)]);
                                   }
                       });
    std::vector<std::size_t> order(units);
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return shares[a] < shares[b]; });
    std::vector<bool> removed(static_cast<std::size_t>(cols));
    for (std::int64_t k = 0; k < m_result.before - m_result.after; ++k) {
        const auto first = removed.begin() + static_cast<std::ptrdiff_t>(order[static_cast<std::size_t>(k)]) * unit();
        std::fill(first, first + unit(), true);
    }
    return removed;
}

void WidthCutter::correct(Layer& layer, std::int64_t rows, int number, const SecondMoments& moments)
{
    const std::int64_t cols = inputs();
    const auto order = removedFirst(layer.removed);
    const std::int64_t gone = cols - m_result.after * unit();
    const LargeVector<float> before = layer.matrix;
    dropColumns(layer.matrix.data(), rows, order, gone, nullptr, m_pool, m_stop);
    const std::vector<float>& kept = m_heldOut->rows({m_input, number});
    const HeldOut judges{kept.data(), static_cast<std::int64_t>(kept.size()) / cols};
    const double size = outputError(before.data(), nullptr, rows, cols, judges, m_pool, m_stop);
    const auto errorOf = [&](const LargeVector<float>& matrix) {
        return size > 0 ? outputError(before.data(), matrix.data(), rows, cols, judges, m_pool, m_stop) / size : 0;
    };
    CutMatrix report{behind(number), 0, errorOf(layer.matrix)};
    report.outputError = report.plainError;
    if (m_options.compensate && moments.tokens() >= (cols + 1) / 2) {
        const Curvature curvature(reordered(moments.sums().data(), order, m_stop).data(), cols, moments.tokens(), {},
                                  m_pool, m_stop);
        LargeVector<float> corrected = before;
        dropColumns(corrected.data(), rows, order, gone, &curvature, m_pool, m_stop);
        const double error = errorOf(corrected);
        report.compensated = error < report.plainError;
        if (report.compensated) {
            report.outputError = error;
            layer.matrix = std::move(corrected);
        }
    }
    std::erase_if(m_result.matrices, [&](const CutMatrix& found) { return found.name == report.name; }); // of before
    m_result.matrices.push_back(std::move(report));
}

} // namespace engine::tune
