// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/measure/cost.h"

#include "engine/error.h"
#include "engine/generate/session.h"
#include "engine/measure/encoder_bench.h"
#include "engine/measure/energy_meter.h"

#include <algorithm>

namespace engine::measure
{
namespace
{

using model::Model;
using ModelPointer = std::shared_ptr<const Model>;

Cost bytesOf(const Model& model)
{
    Cost cost;
    cost.fileBytes = static_cast<std::int64_t>(model.file().size());
    double bytes = 0, weights = 0;
    for (const files::GgufTensor& tensor : model.file().tensors()) {
        bytes += static_cast<double>(tensor.bytes.size());
        weights += static_cast<double>(tensor.elements());
    }
    cost.bitsPerWeight = weights > 0 ? 8 * bytes / weights : 0;
    return cost;
}

void addMemory(Cost& cost, const ModelPointer& model, int threads)
{
    if (model->config().isEncoder()) {
        cost.memoryBytes = model->weightBytes();
        return;
    }
    generate::SessionOptions options;
    options.threads = threads;
    try {
        const generate::Session session(model, options);
        const MemoryUse use = session.memory();
        cost.memoryBytes = use.weights + use.cache + use.scratch;
        cost.context = session.context();
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::NoMemory)
            throw;
    }
}

void addReading(Cost& cost, const Model& encoder, const CostOptions& options, const std::atomic<bool>& stop,
                const std::function<void(const std::string&)>& progress)
{
    EncoderBenchOptions bench;
    bench.lengths = {static_cast<int>(std::min<std::int64_t>(options.promptTokens, encoder.config().context))};
    bench.batches = {1};
    bench.repetitions = options.repetitions;
    bench.threads = options.threads;
    EnergyMeter meter(encoder.gpu() ? encoder.gpu()->name() : "");
    cost.energyNote = meter.refusal();
    cost.device = encoder.gpu() ? encoder.gpu()->name() : "";
    for (const EncoderBenchRow& row : benchEncoder(encoder, bench, stop, progress))
        cost.reading = {"pp" + std::to_string(row.length), row.length, row.seconds, row.joules};
}

} // namespace

std::vector<Cost> measureCosts(std::span<const ModelPointer> models, const CostOptions& options,
                               const std::atomic<bool>& stop,
                               const std::function<void(const std::string& step)>& progress)
{
    std::vector<Cost> costs;
    std::vector<ModelPointer> decoders;
    std::int64_t context = std::max(options.promptTokens, options.generatedTokens);
    for (const ModelPointer& model : models) {
        costs.push_back(bytesOf(*model));
        addMemory(costs.back(), model, options.threads);
        if (model->config().isEncoder()) {
            addReading(costs.back(), *model, options, stop, progress);
        } else {
            decoders.push_back(model);
            context = std::min(context, model->config().context);
        }
    }
    BenchOptions bench;
    bench.promptTokens = static_cast<int>(std::min<std::int64_t>(options.promptTokens, context));
    bench.generatedTokens = static_cast<int>(std::min<std::int64_t>(options.generatedTokens, context));
    bench.repetitions = options.repetitions;
    bench.threads = options.threads;
    std::vector<BenchReport> reports = benchInTurns(decoders, bench, stop, progress);
    for (std::size_t i = 0, report = 0; i < models.size(); ++i) {
        if (models[i]->config().isEncoder())
            continue;
        BenchReport& found = reports[report++];
        costs[i].device = found.device;
        costs[i].energyNote = found.energyNote;
        costs[i].reading = std::move(found.rows.front());
        costs[i].writing = std::move(found.rows.back());
    }
    return costs;
}

} // namespace engine::measure
