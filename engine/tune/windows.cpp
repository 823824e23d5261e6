// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/windows.h"

#include "engine/error.h"
#include "engine/tune/stoppable.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace engine::tune
{
namespace
{

constexpr int kBatch = 256;                    // tokens per pass
constexpr std::int64_t kSideBySide = 8;        // windows read at once, at most
constexpr std::int64_t kMostLogits = 16 << 20; // floats kept at once, by each model

std::vector<text::TokenId> tokenize(const text::Tokenizer& tokenizer, std::string_view text)
{
    std::vector<text::TokenId> ids = tokenizer.encode(text);
    if (tokenizer.addsBos() && tokenizer.bos() >= 0)
        ids.insert(ids.begin(), tokenizer.bos());
    return ids;
}

// Some windows of one model, a sequence for each.
class Reader
{
public:
    Reader(const std::shared_ptr<const model::Model>& model, const Windows& windows, const ReadOptions& options,
           std::int64_t sideBySide, PassSizes sizes)
        : m_windows(windows),
          m_runner(model, settings(windows, options, sizes), static_cast<int>(sideBySide))
    {
        for (std::int64_t i = 0; i < sideBySide; ++i)
            m_sequences.push_back(m_runner.makeSequence());
    }

    void begin()
    {
        for (generate::Sequence& sequence : m_sequences)
            sequence.shorten(0);
    }

    void append(std::int64_t first, std::int64_t count, std::int64_t at, std::int64_t length, bool scored)
    {
        std::vector<generate::Runner::Step> steps;
        for (std::int64_t w = 0; w < count; ++w)
            steps.push_back(
                {m_sequences[static_cast<std::size_t>(w)],
                 m_windows.window(first + w).subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(length))});
        m_runner.append(steps, scored ? static_cast<int>(count * length) : 0);
    }

    std::span<const float> logits(std::int64_t row) const { return m_runner.logits(static_cast<int>(row)); }

private:
    static generate::SessionOptions settings(const Windows& windows, const ReadOptions& options, PassSizes sizes)
    {
        generate::SessionOptions settings;
        settings.context = windows.context();
        settings.threads = options.threads;
        settings.cacheType = options.cacheType;
        settings.batch = static_cast<int>(sizes.batch);
        settings.maxLogits = static_cast<int>(sizes.rows);
        settings.ops = options.ops;
        return settings;
    }

    const Windows& m_windows;
    generate::Runner m_runner;
    std::vector<generate::Sequence> m_sequences;
};

// The windows first .. first + count - 1, side by side.
void readSome(const Windows& windows, std::span<const std::unique_ptr<Reader>> readers, std::int64_t first,
              std::int64_t count, PassSizes sizes, const std::atomic<bool>& stop,
              const std::function<void(const ScoredRow&)>& row)
{
    std::vector<std::span<const float>> logits(readers.size());
    for (const auto& reader : readers)
        reader->begin();
    for (std::int64_t at = 0; at < windows.context() - 1;) { // the last token is only predicted
        if (stop)
            throw Error(ErrorKind::Stopped, "The evaluation was stopped.");
        const bool scored = at >= windows.firstScored();
        const std::int64_t end = scored ? windows.context() - 1 : windows.firstScored();
        const std::int64_t length = std::min((scored ? sizes.rows : sizes.batch) / count, end - at);
        for (const auto& reader : readers)
            reader->append(first, count, at, length, scored);
        for (std::int64_t r = 0; scored && r < count * length; ++r) {
            throwIfStopped(stop);
            const std::int64_t window = first + r / length;
            const std::int64_t position = at + r % length;
            for (std::size_t m = 0; m < readers.size(); ++m)
                logits[m] = readers[m]->logits(r);
            row({window, position - windows.firstScored(),
                 windows.window(window)[static_cast<std::size_t>(position + 1)], logits});
        }
        at += length;
    }
}

} // namespace

Windows::Windows(const text::Tokenizer& tokenizer, std::string_view text, const WindowOptions& options)
    : m_tokens(tokenize(tokenizer, text)),
      m_context(options.context),
      m_textTokens(static_cast<std::int64_t>(m_tokens.size())),
      m_protocol(options.protocol)
{
    if (m_context < 4)
        throw Error(ErrorKind::BadSetting,
                    "The window of " + std::to_string(m_context) + " tokens is too short; it must be 4 or more.");
    m_count = m_textTokens / m_context;
    if (m_count == 0)
        throw Error(ErrorKind::BadSetting,
                    "The text is " + std::to_string(m_textTokens) + " tokens long, too short for one window of " +
                        std::to_string(m_context) + ". Choose a longer text or a shorter window.");
    if (options.most > 0)
        m_count = std::min(m_count, options.most);
    m_tokens.resize(static_cast<std::size_t>(m_count * m_context));
    for (std::int64_t w = 0;
         m_protocol != Protocol::Papers && tokenizer.addsBos() && tokenizer.bos() >= 0 && w < m_count; ++w)
        m_tokens[static_cast<std::size_t>(w * m_context)] = tokenizer.bos();
}

Windows::Windows(std::vector<text::TokenId> tokens, std::int64_t context, Protocol protocol)
    : m_tokens(std::move(tokens)),
      m_context(context),
      m_count(static_cast<std::int64_t>(m_tokens.size()) / context),
      m_textTokens(static_cast<std::int64_t>(m_tokens.size())),
      m_protocol(protocol)
{
}

std::span<const text::TokenId> Windows::window(std::int64_t index) const
{
    return tokens().subspan(static_cast<std::size_t>(index * m_context), static_cast<std::size_t>(m_context));
}

Windows Windows::part(std::int64_t begin, std::int64_t end) const
{
    const auto some = tokens().subspan(static_cast<std::size_t>(begin * m_context),
                                       static_cast<std::size_t>((end - begin) * m_context));
    return {std::vector<text::TokenId>(some.begin(), some.end()), m_context, m_protocol};
}

PassSizes passSizes(std::span<const std::shared_ptr<const model::Model>> models)
{
    PassSizes sizes{kBatch, std::clamp<std::int64_t>(kMostLogits / models.front()->config().vocabulary, 1, kBatch)};
    for (const auto& model : models) {
        sizes.batch = std::min<std::int64_t>(sizes.batch, stoppableTokens(model->config(), kBatch));
        sizes.rows = std::min<std::int64_t>({sizes.rows, sizes.batch, stoppableLogits(model->config(), kBatch)});
    }
    return sizes;
}

std::int64_t sideBySide(std::int64_t context, const PassSizes& sizes)
{
    return std::clamp<std::int64_t>(2 * kBatch / context, 1, std::min(kSideBySide, sizes.rows));
}

void readWindows(const Windows& windows, std::span<const std::shared_ptr<const model::Model>> models,
                 const ReadOptions& options, const std::atomic<bool>& stop,
                 const std::function<void(const ScoredRow&)>& row, const std::function<void(std::int64_t)>& window)
{
    const StopScope scope(stop);
    const std::int64_t vocabulary = models.front()->config().vocabulary;
    for (const auto& model : models)
        if (model->config().vocabulary != vocabulary)
            throw Error(ErrorKind::BadSetting,
                        model->displayName() + " has " + std::to_string(model->config().vocabulary) +
                            " tokens in its vocabulary and " + models.front()->displayName() + " has " +
                            std::to_string(vocabulary) + ", so their predictions cannot be compared.");
    // As many as fill a pass with their first halves, and have a row of logits each.
    const PassSizes sizes = passSizes(models);
    const bool onGpu =
        std::any_of(models.begin(), models.end(), [](const auto& model) { return model->gpu() != nullptr; });
    const std::int64_t together = // a GPU reads one text at a time
        onGpu ? 1 : std::min(sideBySide(windows.context(), sizes), windows.count());
    const StoppableOps ops(options.ops != nullptr ? *options.ops : kernels::cpuBackend(), stop);
    ReadOptions stoppable = options;
    stoppable.ops = &ops.backend();
    std::vector<std::unique_ptr<Reader>> readers;
    for (const auto& model : models)
        readers.push_back(std::make_unique<Reader>(model, windows, stoppable, together, sizes));
    for (std::int64_t done = 0; done < windows.count();) {
        const std::int64_t count = std::min(together, windows.count() - done);
        readSome(windows, readers, done, count, sizes, stop, row);
        for (const std::int64_t end = done + count; done < end; ++done)
            window(done);
    }
}

double logSumExp(std::span<const float> logits)
{
    // The largest is taken out, so that no exponential overflows.
    const float largest = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (const float logit : logits)
        sum += static_cast<double>(std::exp(logit - largest));
    const double result = std::log(sum) + static_cast<double>(largest);
    if (!std::isfinite(result))
        throw Error(ErrorKind::BadFile,
                    "The model computed a value that is not a number, so its file is damaged. Fetch it again.");
    return result;
}

} // namespace engine::tune
