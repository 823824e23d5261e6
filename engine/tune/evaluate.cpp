// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/evaluate.h"

#include "engine/error.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace engine::tune
{
namespace
{

constexpr int kBatch = 256;                    // tokens per pass
constexpr std::int64_t kWindows = 8;           // read at once, at most
constexpr std::int64_t kMostLogits = 16 << 20; // floats kept at once

// Negative log-likelihood of `next`.
double lossOf(std::span<const float> logits, text::TokenId next)
{
    // log-softmax with the largest logit taken out, so that no exponential overflows
    const float largest = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (const float logit : logits)
        sum += static_cast<double>(std::exp(logit - largest));
    const double loss = std::log(sum) - static_cast<double>(logits[static_cast<std::size_t>(next)] - largest);
    if (!std::isfinite(loss))
        throw Error(ErrorKind::BadFile,
                    "The model computed a value that is not a number, so its file is damaged. Fetch it again.");
    return loss;
}

// Sums of losses, as llama-perplexity keeps them.
class Estimate
{
public:
    void add(double loss)
    {
        m_sum += loss;
        m_squares += loss * loss;
        ++m_count;
    }

    void write(Perplexity& result) const
    {
        const auto count = static_cast<double>(m_count);
        result.scored = m_count;
        result.mean = m_sum / count;
        result.perplexity = std::exp(result.mean);
        const double variance = m_squares / count - result.mean * result.mean;
        result.standardError = m_count > 1 && variance > 0 ? std::sqrt(variance / (count - 1)) * result.perplexity : 0;
    }

private:
    double m_sum = 0;
    double m_squares = 0;
    std::int64_t m_count = 0;
};

std::vector<text::TokenId> tokenize(const text::Tokenizer& tokenizer, std::string_view text)
{
    std::vector<text::TokenId> ids = tokenizer.encode(text);
    if (tokenizer.addsBos() && tokenizer.bos() >= 0)
        ids.insert(ids.begin(), tokenizer.bos());
    return ids;
}

using Losses = std::vector<double>;

// Reads windows of one size side by side, a sequence for each, and returns the losses of each one's second half.
std::vector<Losses> evaluateWindows(generate::Runner& runner, std::span<generate::Sequence> sequences,
                                    std::span<const std::span<const text::TokenId>> windows,
                                    const std::atomic<bool>& stop)
{
    const auto size = static_cast<std::int64_t>(windows[0].size());
    const auto count = static_cast<std::int64_t>(windows.size());
    const std::int64_t first = size / 2; // the first position whose prediction counts
    std::vector<Losses> losses(windows.size());
    for (generate::Sequence& sequence : sequences)
        sequence.shorten(0);
    for (std::int64_t at = 0; at < size - 1;) { // the last token is only predicted
        if (stop)
            throw Error(ErrorKind::Stopped, "The evaluation was stopped.");
        const bool scored = at >= first;
        const std::int64_t most = (scored ? runner.options().maxLogits : runner.options().batch) / count;
        const std::int64_t length = std::min(most, (scored ? size - 1 : first) - at);
        std::vector<generate::Runner::Step> steps;
        for (std::size_t w = 0; w < windows.size(); ++w)
            steps.push_back(
                {sequences[w], windows[w].subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(length))});
        runner.append(steps, scored ? static_cast<int>(count * length) : 0);
        for (int row = 0; scored && row < static_cast<int>(count * length); ++row) {
            const auto w = static_cast<std::size_t>(row / length);
            losses[w].push_back(
                lossOf(runner.logits(row), windows[w][static_cast<std::size_t>(at + row % length + 1)]));
        }
        at += length;
    }
    return losses;
}

} // namespace

Perplexity perplexity(std::shared_ptr<const model::Model> model, std::string_view text,
                      const PerplexityOptions& options, const std::atomic<bool>& stop,
                      const std::function<void(const Perplexity& soFar)>& progress)
{
    if (options.context < 4)
        throw Error(ErrorKind::BadSetting,
                    "The window of " + std::to_string(options.context) + " tokens is too short; it must be 4 or more.");
    const text::Tokenizer& tokenizer = model->tokenizer();
    std::vector<text::TokenId> ids = tokenize(tokenizer, text);
    Perplexity result;
    result.textTokens = static_cast<std::int64_t>(ids.size());
    result.ofWindows = result.textTokens / options.context;
    if (result.ofWindows == 0)
        throw Error(ErrorKind::BadSetting,
                    "The text is " + std::to_string(ids.size()) + " tokens long, too short for one window of " +
                        std::to_string(options.context) + ". Choose a longer text or a shorter window.");

    generate::SessionOptions settings;
    settings.context = options.context;
    settings.threads = options.threads;
    settings.cacheType = options.cacheType;
    settings.batch = kBatch;
    // As many as fill a pass with their first halves, and have a row of logits each.
    const std::int64_t rows = std::clamp<std::int64_t>(kMostLogits / model->config().vocabulary, 1, kBatch);
    const std::int64_t most =
        std::clamp<std::int64_t>(2 * kBatch / options.context, 1, std::min({kWindows, result.ofWindows, rows}));
    settings.maxLogits = static_cast<int>(rows);
    generate::Runner runner(model, settings, static_cast<int>(most));
    std::vector<generate::Sequence> sequences;
    for (std::int64_t i = 0; i < most; ++i)
        sequences.push_back(runner.makeSequence());

    Estimate estimate;
    while (result.windows < result.ofWindows) {
        const std::int64_t count = std::min(most, result.ofWindows - result.windows);
        std::vector<std::span<const text::TokenId>> windows;
        for (std::int64_t w = 0; w < count; ++w) {
            const auto window = std::span(ids).subspan(static_cast<std::size_t>((result.windows + w) * options.context),
                                                       static_cast<std::size_t>(options.context));
            if (tokenizer.addsBos() && tokenizer.bos() >= 0)
                window[0] = tokenizer.bos();
            windows.push_back(window);
        }
        for (const Losses& losses :
             evaluateWindows(runner, std::span(sequences).first(windows.size()), windows, stop)) {
            for (const double loss : losses)
                estimate.add(loss);
            ++result.windows;
            estimate.write(result);
            if (progress)
                progress(result);
        }
    }
    return result;
}

} // namespace engine::tune
