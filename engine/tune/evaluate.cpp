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

constexpr int kBatch = 256;
constexpr std::int64_t kMostLogits = 16 << 20; // floats kept at once

// Sums of negative log-likelihoods, as llama-perplexity keeps them.
class Estimate
{
public:
    void add(std::span<const float> logits, text::TokenId next)
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

void evaluateWindow(generate::Session& session, std::span<const text::TokenId> window, int batch, int rows,
                    const std::atomic<bool>& stop, Estimate& estimate)
{
    const auto size = static_cast<std::int64_t>(window.size());
    const std::int64_t first = size / 2; // the first position whose prediction counts
    session.clear();
    for (std::int64_t at = 0; at < size - 1;) { // the last token is only predicted
        if (stop)
            throw Error(ErrorKind::Stopped, "The evaluation was stopped.");
        const bool scored = at >= first;
        const std::int64_t count = std::min<std::int64_t>(scored ? rows : batch, (scored ? size - 1 : first) - at);
        const auto part = window.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(count));
        session.append(part, scored ? static_cast<int>(count) : 0);
        for (int row = 0; scored && row < static_cast<int>(count); ++row)
            estimate.add(session.logits(row), window[static_cast<std::size_t>(at + row + 1)]);
        at += count;
    }
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

    generate::SessionOptions session;
    session.context = options.context;
    session.threads = options.threads;
    session.cacheType = options.cacheType;
    session.batch = static_cast<int>(std::min<std::int64_t>(kBatch, options.context));
    session.maxLogits =
        static_cast<int>(std::clamp<std::int64_t>(kMostLogits / model->config().vocabulary, 1, session.batch));
    generate::Session run(model, session);

    Estimate estimate;
    while (result.windows < result.ofWindows) {
        const auto window = std::span(ids).subspan(static_cast<std::size_t>(result.windows * options.context),
                                                   static_cast<std::size_t>(options.context));
        if (tokenizer.addsBos() && tokenizer.bos() >= 0)
            window[0] = tokenizer.bos();
        evaluateWindow(run, window, session.batch, session.maxLogits, stop, estimate);
        ++result.windows;
        estimate.write(result);
        if (progress)
            progress(result);
    }
    return result;
}

} // namespace engine::tune
