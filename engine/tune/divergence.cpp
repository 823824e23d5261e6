// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/divergence.h"

#include "engine/error.h"
#include "engine/stop_scope.h"

#include <algorithm>
#include <cmath>

namespace engine::tune
{
namespace
{

constexpr float kLowest = -16; // log-probabilities of the base below this are not summed

std::size_t likeliest(std::span<const float> values)
{
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

// `total`: logSumExp(logits)
double klDivergenceOf(std::span<const float> base, std::span<const float> logits, double total)
{
    double kld = 0;
    for (std::size_t i = 0; i < base.size(); ++i)
        if (base[i] > kLowest)
            kld += static_cast<double>(std::exp(base[i])) *
                   (static_cast<double>(base[i]) - (static_cast<double>(logits[i]) - total));
    return kld;
}

// Sums over scored tokens.
class Comparison
{
public:
    // `base` are log-probabilities, `logits` the model's.
    void add(std::int64_t window, std::span<const float> base, std::span<const float> logits, text::TokenId next)
    {
        const double total = logSumExp(logits);
        const double kld = klDivergenceOf(base, logits, total);
        const auto came = static_cast<std::size_t>(next);
        const double loss = total - static_cast<double>(logits[came]);
        const double baseLoss = -static_cast<double>(base[came]);
        m_kld.add(kld);
        m_loss.add(loss);
        m_baseLoss.add(baseLoss);
        m_ratio.add(loss - baseLoss);
        m_change.add(std::exp(-loss) - std::exp(-baseLoss));
        m_sameTop.add(likeliest(base) == likeliest(logits) ? 1 : 0);
        m_byToken.push_back({window, static_cast<float>(kld)});
    }

    Divergence result(const Windows& windows, std::int64_t done) const
    {
        Divergence result;
        result.model = perplexityOf(m_loss, windows, done);
        result.base = perplexityOf(m_baseLoss, windows, done);
        result.kld = m_kld.mean();
        result.kldError = m_kld.standardError();
        result.sameTop = m_sameTop.mean();
        result.sameTopError = m_sameTop.standardError();
        result.logRatio = m_ratio.mean();
        result.logRatioError = m_ratio.standardError(); // the covariance of the two is in the differences
        result.change = m_change.mean();
        result.changeError = m_change.standardError();
        result.rmsChange = std::sqrt(m_change.squares());
        return result;
    }

    // What only the end needs: the order of the text, and quantiles.
    void complete(Divergence& result) const
    {
        std::vector<Token> tokens = m_byToken;
        std::stable_sort(tokens.begin(), tokens.end(),
                         [](const Token& a, const Token& b) { return a.window < b.window; });
        for (const Token& token : tokens)
            result.byToken.push_back(token.kld);
        std::vector<float> sorted = result.byToken;
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t i = 0; i < Quantiles::kShares.size(); ++i) {
            const double place = Quantiles::kShares[i] * static_cast<double>(sorted.size() - 1);
            const auto below = static_cast<std::size_t>(place);
            const std::size_t above = std::min(below + 1, sorted.size() - 1);
            const double share = place - static_cast<double>(below);
            result.klds.values[i] =
                (1 - share) * static_cast<double>(sorted[below]) + share * static_cast<double>(sorted[above]);
        }
    }

private:
    struct Token {
        std::int64_t window;
        float kld;
    };
    Mean m_kld, m_loss, m_baseLoss, m_ratio, m_change, m_sameTop;
    std::vector<Token> m_byToken;
};

Divergence compare(const Windows& windows, std::span<const std::shared_ptr<const model::Model>> models,
                   const PerplexityOptions& options, const std::atomic<bool>& stop,
                   const std::function<void(const ScoredRow&, std::span<float>)>& readBase,
                   const std::function<void(const Divergence&)>& progress)
{
    Comparison comparison;
    std::vector<float> base(static_cast<std::size_t>(models.front()->config().vocabulary));
    readWindows(
        windows, models, readOptionsOf(options, models), stop,
        [&](const ScoredRow& row) {
            readBase(row, base);
            comparison.add(row.window, base, row.logits[0], row.next);
        },
        [&](std::int64_t window) {
            if (progress)
                progress(comparison.result(windows, window + 1));
        });
    Divergence result = comparison.result(windows, windows.count());
    comparison.complete(result);
    return result;
}

} // namespace

double klDivergence(std::span<const float> base, std::span<const float> logits)
{
    return klDivergenceOf(base, logits, logSumExp(logits));
}

Divergence divergence(const std::shared_ptr<const model::Model>& model, const std::shared_ptr<const model::Model>& base,
                      std::string_view text, const DivergenceOptions& options, const std::atomic<bool>& stop,
                      const std::function<void(const Divergence&)>& progress)
{
    const StopScope scope(stop);
    return divergence(model, base, Windows(base->tokenizer(), text, options), options, stop, progress);
}

Divergence divergence(const std::shared_ptr<const model::Model>& model, const std::shared_ptr<const model::Model>& base,
                      const Windows& windows, const DivergenceOptions& options, const std::atomic<bool>& stop,
                      const std::function<void(const Divergence&)>& progress)
{
    const std::shared_ptr<const model::Model> models[2] = {model, base};
    return compare(
        windows, models, options, stop,
        [](const ScoredRow& row, std::span<float> logProbabilities) {
            const std::span<const float> logits = row.logits[1];
            const double total = logSumExp(logits);
            for (std::size_t i = 0; i < logits.size(); ++i)
                logProbabilities[i] = static_cast<float>(static_cast<double>(logits[i]) - total);
        },
        progress);
}

Divergence divergence(const std::shared_ptr<const model::Model>& model, const BaseFile& base,
                      const DivergenceOptions& options, const std::atomic<bool>& stop,
                      const std::function<void(const Divergence&)>& progress)
{
    if (base.vocabulary() != model->config().vocabulary)
        throw Error(ErrorKind::BadSetting,
                    base.path().string() + " was made by a model with " + std::to_string(base.vocabulary()) +
                        " tokens in its vocabulary; " + model->displayName() + " has " +
                        std::to_string(model->config().vocabulary) + ". Make it anew from this model's own base.");
    return compare(
        base.windows(), {&model, 1}, options, stop,
        [&base](const ScoredRow& row, std::span<float> logProbabilities) {
            base.read(row.window, row.row, logProbabilities);
        },
        progress);
}

Perplexity writeBase(const std::shared_ptr<const model::Model>& model, std::string_view text,
                     const PerplexityOptions& options, const std::filesystem::path& path, const std::atomic<bool>& stop,
                     const std::function<void(const Perplexity&)>& progress)
{
    if (options.protocol != Protocol::LlamaCpp)
        throw Error(ErrorKind::BadSetting,
                    "A file of base predictions holds what llama.cpp's protocol scores; choose that protocol.");
    const StopScope scope(stop);
    const Windows windows(model->tokenizer(), text, options);
    BaseFileWriter file(path, windows, model->config().vocabulary);
    Mean losses;
    readWindows(
        windows, {&model, 1}, readOptionsOf(options, {&model, 1}), stop,
        [&](const ScoredRow& row) {
            file.add(row.window, row.logits[0]);
            losses.add(logSumExp(row.logits[0]) -
                       static_cast<double>(row.logits[0][static_cast<std::size_t>(row.next)]));
        },
        [&](std::int64_t window) {
            file.endWindow(window, stop);
            if (progress)
                progress(perplexityOf(losses, windows, window + 1));
        });
    file.finish(stop);
    return perplexityOf(losses, windows, windows.count());
}

Difference pairedDifference(std::span<const float> a, std::span<const float> b)
{
    Mean differences;
    for (std::size_t i = 0; i < a.size(); ++i)
        differences.add(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    return {differences.mean(), differences.standardError()};
}

} // namespace engine::tune
