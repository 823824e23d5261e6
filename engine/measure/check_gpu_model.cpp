// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/measure/check_gpu.h"

#include "engine/generate/generator.h"
#include "engine/measure/relative_error.h"

#include <algorithm>

namespace engine::measure
{
namespace
{

using generate::Session;

constexpr std::int64_t kPrompt = 40;
constexpr std::int64_t kLongPrompt = 300; // which the matrix library multiplies, where it is there
constexpr int kSteps = 8; // after it: the first as any pass, the others by the graph

// Relative error of logits. Plain weights and single tokens: what halves in the cache make of a last bit. Blocks: the
// processor rounds the input of products to 8 bits as well, but not in the same way (packed.h, device/input.h): 0.5 % in
// each of them. A prompt in one batch: bfloat16, 2^-9 in each product.
constexpr double kPlain = 1e-3, kBlocks = 5e-2, kTiles = 3e-2;

bool hasBlocks(const model::Model& model)
{
    const auto isBlock = [](const kernels::Matrix& w) { return w && kernels::traits(w.type).blockValues > 1; };
    return std::any_of(model.weights().layers.begin(), model.weights().layers.end(), [&](const model::LayerWeights& layer) {
        return isBlock(layer.q) || isBlock(layer.output) || isBlock(layer.up) || isBlock(layer.down);
    });
}

// Answers whose tokens the GPU chooses, and the same by its logits on the processor: the share of tokens that differ.
GpuCheck checkChoices(const std::shared_ptr<const model::Model>& model, const std::vector<text::TokenId>& prompt, float temperature,
                      const std::atomic<bool>& stop)
{
    generate::SessionOptions options;
    options.context = static_cast<std::int64_t>(prompt.size()) + kSteps + 1;
    generate::Request request;
    request.prompt = prompt;
    request.maxTokens = kSteps;
    request.ignoreEnd = true;
    request.sampling.temperature = temperature;
    request.sampling.seed = 1;
    std::vector<text::TokenId> tokens[2];
    for (const bool onHost : {false, true}) {
        Session session(model, options);
        request.logProbabilities = onHost ? 0 : -1; // which the host computes
        tokens[onHost ? 1 : 0] = generate::generate(session, request, stop).tokens;
    }
    GpuCheck check{"tokens chosen on the GPU, temperature " + std::to_string(temperature).substr(0, 3), 0, 0, {}};
    for (std::size_t i = 0; i < tokens[1].size(); ++i)
        check.error += i >= tokens[0].size() || tokens[0][i] != tokens[1][i] ? 1.0 / static_cast<double>(tokens[1].size()) : 0;
    return check;
}

} // namespace

bool checkGpuModel(const std::shared_ptr<model::Gpu>& gpu, const std::filesystem::path& path, const std::atomic<bool>& stop,
                   const OnGpuCheck& onCheck)
{
    const auto onHost = model::Model::load(path, stop);
    const auto onGpu = model::Model::load(path, stop, {}, gpu);
    const int vocabulary = onHost->config().vocabulary;
    const auto promptOf = [&](std::int64_t length) {
        std::vector<text::TokenId> tokens;
        for (std::int64_t i = 0; i < std::min<std::int64_t>(length, onHost->config().context - kSteps); ++i)
            tokens.push_back(static_cast<text::TokenId>((i * 7919 + 11) % vocabulary));
        return tokens;
    };
    std::vector<int> batches = {1, static_cast<int>(kPrompt)};
    if (onHost->config().context >= kLongPrompt + kSteps)
        batches.push_back(static_cast<int>(kLongPrompt));

    bool passed = true;
    const double blocks = hasBlocks(*onHost) ? kBlocks : 0;
    for (const int batch : batches) {
        const std::vector<text::TokenId> prompt = promptOf(std::max<std::int64_t>(batch, kPrompt));
        generate::SessionOptions options;
        options.context = static_cast<std::int64_t>(prompt.size()) + kSteps;
        options.batch = batch;
        Session expected(onHost, options);
        Session session(onGpu, options);
        const auto compare = [&](const std::string& what) {
            const GpuCheck check{what + (batch == 1 ? ", prompt token by token" : batch > kPrompt ? ", long prompt in one batch" : ", prompt in one batch"),
                                 relativeError(session.logits(), expected.logits()),
                                 std::max(blocks, batch == 1 ? kPlain : kTiles), {}};
            passed = passed && check.passed();
            onCheck(check);
        };
        expected.evaluatePrompt(prompt, stop);
        session.evaluatePrompt(prompt, stop);
        compare("logits of the prompt");
        for (int i = 0; i < kSteps; ++i) {
            const auto logits = expected.logits();
            const auto next = static_cast<text::TokenId>(std::max_element(logits.begin(), logits.end()) - logits.begin());
            expected.append({&next, 1}, 1);
            session.append({&next, 1}, 1);
        }
        compare("logits after " + std::to_string(kSteps) + " tokens");
    }
    for (const float temperature : {0.0F, 0.7F}) {
        const GpuCheck check = checkChoices(onGpu, promptOf(kPrompt), temperature, stop);
        passed = passed && check.passed();
        onCheck(check);
    }
    return passed;
}

GpuVerdict verifyGpu(const std::shared_ptr<model::Gpu>& gpu, CheckSize size, const std::atomic<bool>& stop,
                     const std::function<void(int done)>& progress)
{
    int all = 0;
    int failed = 0;
    std::string first;
    const auto onCheck = [&](const GpuCheck& check) {
        ++all;
        if (!check.passed() && failed++ == 0)
            first = check.what + (check.problem.empty() ? "" : ": " + check.problem);
        if (progress)
            progress(all);
    };
    if (checkGpuOps(gpu, size, stop, onCheck))
        return {true, gpu->name() + " computes as it should: all " + std::to_string(all) + " checks passed."};
    return {false, gpu->name() + " does not compute as it should: " + std::to_string(failed) + " of " + std::to_string(all) +
                       " checks failed, the first of them " + first + ". Update its driver and verify it again, or stay with the processor."};
}

} // namespace engine::measure
