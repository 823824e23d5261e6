// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/layer_choice.h"

#include "engine/error.h"
#include "engine/tune/divergence.h"
#include "engine/tune/stoppable.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

namespace engine::tune
{
namespace
{

constexpr int kBatch = 128;                    // tokens of a pass at most
constexpr std::int64_t kMostLogits = 16 << 20; // floats of one pass
constexpr int kOffspring = 8;                  // candidates of a round of the search

// Follows a pass block by block, leaves some out, and sees what the others do to the states.
class Course
{
public:
    void begin(const LayerSet* skipped) { m_skipped = skipped; }
    void watch(int layers) { m_sums.assign(static_cast<std::size_t>(layers), {}); }
    void beginPass() { m_layer = -1; }
    bool skips() const { return (*m_skipped)[static_cast<std::size_t>(m_layer)]; }

    void beginLayer(const kernels::NormQkv& op)
    {
        if (!m_sums.empty())
            compare(op.x, op.tokens, op.dim);
        ++m_layer;
    }
    void end(const kernels::Logits& op)
    {
        if (!m_sums.empty())
            compare(op.x, op.tokens, op.dim);
    }

    std::vector<double> influences() const
    {
        std::vector<double> all;
        for (const Mean& cosines : m_sums)
            all.push_back(1 - cosines.mean());
        return all;
    }

private:
    // What came into the last block with what goes out of it now; the logits see the last tokens only.
    void compare(const float* x, int tokens, int dim)
    {
        const std::int64_t values = std::int64_t{tokens} * dim;
        if (m_layer >= 0) {
            const float* before = m_states.data() + static_cast<std::int64_t>(m_states.size()) - values;
            for (std::int64_t at = 0; at < values; at += dim)
                m_sums[static_cast<std::size_t>(m_layer)].add(cosine(before + at, x + at, dim));
        }
        m_states.assign(x, x + values);
    }

    static double cosine(const float* a, const float* b, int dim)
    {
        double product = 0, squaresA = 0, squaresB = 0;
        for (int i = 0; i < dim; ++i) {
            product += static_cast<double>(a[i]) * static_cast<double>(b[i]);
            squaresA += static_cast<double>(a[i]) * static_cast<double>(a[i]);
            squaresB += static_cast<double>(b[i]) * static_cast<double>(b[i]);
        }
        const double size = std::sqrt(squaresA * squaresB);
        return size > 0 ? product / size : 1; // nothing changed where there is nothing
    }

    const LayerSet* m_skipped = nullptr;
    int m_layer = -1;
    std::vector<float> m_states; // before the block at work
    std::vector<Mean> m_sums;    // empty: nobody watches
};

thread_local Course* course = nullptr; // ops are plain functions

template <auto Op>
constexpr auto unlessSkipped = [](const auto& op, kernels::Pool& pool) {
    if (!course->skips())
        (kernels::cpuBackend().*Op)(op, pool);
};

kernels::Backend skippingBackend()
{
    using kernels::Backend;
    Backend ops = kernels::cpuBackend();
    ops.embed = [](const kernels::Embed& op, kernels::Pool& pool) {
        course->beginPass();
        kernels::cpuBackend().embed(op, pool);
    };
    ops.normQkv = [](const kernels::NormQkv& op, kernels::Pool& pool) {
        course->beginLayer(op);
        if (!course->skips())
            kernels::cpuBackend().normQkv(op, pool);
    };
    ops.attend = unlessSkipped<&Backend::attend>;
    ops.projectAdd = unlessSkipped<&Backend::projectAdd>;
    ops.normGateUp = unlessSkipped<&Backend::normGateUp>;
    ops.routeExperts = unlessSkipped<&Backend::routeExperts>;
    ops.mixExperts = unlessSkipped<&Backend::mixExperts>;
    ops.logits = [](const kernels::Logits& op, kernels::Pool& pool) {
        course->end(op);
        kernels::cpuBackend().logits(op, pool);
    };
    return ops;
}

class CourseInUse
{
public:
    explicit CourseInUse(Course& current) { course = &current; }
    ~CourseInUse() { course = nullptr; }
    CourseInUse(const CourseInUse&) = delete;
    CourseInUse& operator=(const CourseInUse&) = delete;
};

const std::shared_ptr<const model::Model>& checked(const std::shared_ptr<const model::Model>& model)
{
    if (model->gpu())
        throw Error(ErrorKind::Unsupported,
                    "Layers are chosen on the processor in this version; open " + model->displayName() + " there.");
    return model;
}

} // namespace

class LayerTrials::Reader
{
public:
    Reader(std::shared_ptr<const model::Model> model, const Windows& windows, int threads,
           const std::atomic<bool>& stop)
        : m_windows(windows),
          m_stop(stop),
          m_layers(static_cast<std::size_t>(model->config().layers)),
          m_vocabulary(model->config().vocabulary),
          m_batch(stoppableTokens(model->config(), kBatch)),
          m_rows(std::min<std::int64_t>(
              {kMostLogits / m_vocabulary + 1, m_batch, stoppableLogits(model->config(), kBatch)})),
          m_inner(skippingBackend()),
          m_ops(m_inner, stop),
          m_runner(checked(model), settings(threads), 1),
          m_sequence(m_runner.makeSequence())
    {
    }

    // Shows the logits of each scored row of a window, in order.
    template <class See>
    void read(std::int64_t window, const LayerSet& without, const See& see)
    {
        const CourseInUse inUse(m_course);
        m_course.begin(&without);
        m_sequence.shorten(0);
        const auto tokens = m_windows.window(window).first(static_cast<std::size_t>(m_windows.context() - 1));
        const auto first = static_cast<std::size_t>(m_windows.firstScored());
        for (std::size_t at = 0; at < tokens.size();) {
            if (m_stop)
                throw Error(ErrorKind::Stopped, "Choosing layers was stopped.");
            const bool scored = at >= first;
            const std::size_t length =
                std::min(static_cast<std::size_t>(scored ? m_rows : m_batch), (scored ? tokens.size() : first) - at);
            const generate::Runner::Step step{m_sequence, tokens.subspan(at, length)};
            m_runner.append({&step, 1}, scored ? static_cast<int>(length) : 0);
            for (std::size_t r = 0; scored && r < length; ++r)
                see(m_runner.logits(static_cast<int>(r)));
            at += length;
        }
    }

    const Windows& windows() const { return m_windows; }
    LayerSet none() const { return LayerSet(m_layers); }
    std::size_t vocabulary() const { return static_cast<std::size_t>(m_vocabulary); }
    Course& course() { return m_course; }

private:
    generate::SessionOptions settings(int threads) const
    {
        generate::SessionOptions options;
        options.context = m_windows.context();
        options.threads = threads;
        options.batch = static_cast<int>(m_batch);
        options.maxLogits = static_cast<int>(m_rows);
        options.ops = &m_ops.backend();
        return options;
    }

    const Windows& m_windows;
    const std::atomic<bool>& m_stop;
    std::size_t m_layers;
    std::int64_t m_vocabulary;
    std::int64_t m_batch; // tokens of a pass
    std::int64_t m_rows;  // of logits
    kernels::Backend m_inner;
    StoppableOps m_ops;
    generate::Runner m_runner;
    generate::Sequence m_sequence;
    Course m_course;
};

LayerTrials::LayerTrials(std::shared_ptr<const model::Model> model, const Windows& windows, int threads,
                         const std::atomic<bool>& stop)
    : m_reader(std::make_unique<Reader>(std::move(model), windows, threads, stop))
{
}

LayerTrials::~LayerTrials() = default;

std::vector<double> LayerTrials::losses(std::span<const LayerSet> candidates)
{
    std::vector<Mean> sums(candidates.size());
    std::vector<float> base;
    for (std::int64_t window = 0; window < m_reader->windows().count(); ++window) {
        base.clear();
        m_reader->read(window, m_reader->none(), [&](std::span<const float> logits) {
            const double total = logSumExp(logits);
            for (const float logit : logits)
                base.push_back(static_cast<float>(static_cast<double>(logit) - total));
        });
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            std::size_t row = 0;
            m_reader->read(window, candidates[c], [&](std::span<const float> logits) {
                sums[c].add(klDivergence(std::span(base).subspan(row * logits.size(), logits.size()), logits));
                ++row;
            });
        }
    }
    std::vector<double> means;
    for (const Mean& sum : sums)
        means.push_back(sum.mean());
    return means;
}

std::vector<double> LayerTrials::influences()
{
    m_reader->course().watch(static_cast<int>(m_reader->none().size()));
    for (std::int64_t window = 0; window < m_reader->windows().count(); ++window)
        m_reader->read(window, m_reader->none(), [](std::span<const float>) {});
    std::vector<double> found = m_reader->course().influences();
    m_reader->course().watch(0);
    return found;
}

std::vector<float> LayerTrials::logits(std::int64_t window, const LayerSet& without)
{
    std::vector<float> all;
    m_reader->read(window, without,
                   [&](std::span<const float> logits) { all.insert(all.end(), logits.begin(), logits.end()); });
    return all;
}

namespace
{

LayerSet byInfluence(const std::vector<double>& influences, int count)
{
    std::vector<std::size_t> order(influences.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return influences[a] < influences[b]; });
    LayerSet removed(influences.size());
    for (int i = 0; i < count; ++i)
        removed[order[static_cast<std::size_t>(i)]] = true;
    return removed;
}

// The way to one set of blocks, with all that was tried on it.
class Chooser
{
public:
    Chooser(LayerTrials& trials, int layers, int count, std::size_t all,
            const std::function<void(std::size_t, std::size_t)>& progress)
        : m_trials(trials),
          m_layers(static_cast<std::size_t>(layers)),
          m_count(count),
          m_all(all),
          m_progress(progress)
    {
    }

    double lossOf(const LayerSet& set) { return tryAll({set}).front(); }

    LayerSet greedy()
    {
        LayerSet removed(m_layers);
        for (int i = 0; i < m_count; ++i) {
            std::vector<LayerSet> candidates;
            for (std::size_t layer = 0; layer < m_layers; ++layer)
                if (!removed[layer]) {
                    candidates.push_back(removed);
                    candidates.back()[layer] = true;
                }
            const auto found = tryAll(candidates);
            removed =
                candidates[static_cast<std::size_t>(std::min_element(found.begin(), found.end()) - found.begin())];
        }
        return removed;
    }

    // Exchanges one of the removed for one that stays; a fixed seed makes the same choice of the same text.
    LayerSet search(LayerSet best, int trials)
    {
        std::mt19937 random(1);
        double least = lossOf(best);
        while (trials > 0) {
            std::vector<LayerSet> candidates;
            for (; trials > 0 && candidates.size() < kOffspring; --trials)
                candidates.push_back(exchanged(best, random));
            const auto found = tryAll(candidates);
            const auto at = std::min_element(found.begin(), found.end());
            if (*at < least) {
                least = *at;
                best = candidates[static_cast<std::size_t>(at - found.begin())];
            }
        }
        return best;
    }

    std::size_t tried() const { return m_known.size(); }

private:
    static LayerSet exchanged(LayerSet set, std::mt19937& random)
    {
        const auto draw = [&](bool removed) {
            std::size_t at = random() % set.size();
            while (set[at] != removed)
                at = (at + 1) % set.size();
            return at;
        };
        const std::size_t out = draw(true), in = draw(false);
        set[out] = false;
        set[in] = true;
        return set;
    }

    std::vector<double> tryAll(const std::vector<LayerSet>& candidates)
    {
        std::vector<LayerSet> unknown;
        for (const LayerSet& set : candidates)
            if (!m_known.contains(set) && std::find(unknown.begin(), unknown.end(), set) == unknown.end())
                unknown.push_back(set);
        if (m_progress)
            m_progress(m_known.size(), m_all);
        const auto found = m_trials.losses(unknown);
        for (std::size_t i = 0; i < unknown.size(); ++i)
            m_known[unknown[i]] = found[i];
        std::vector<double> all;
        for (const LayerSet& set : candidates)
            all.push_back(m_known.at(set));
        return all;
    }

    LayerTrials& m_trials;
    std::size_t m_layers;
    int m_count;
    std::size_t m_all; // candidates, about
    const std::function<void(std::size_t, std::size_t)>& m_progress;
    std::map<LayerSet, double> m_known;
};

} // namespace

void checkCount(int layers, int count)
{
    if (count < 1 || count >= layers)
        throw Error(ErrorKind::BadSetting, "The model has " + std::to_string(layers) + " layers; remove from 1 to " +
                                               std::to_string(layers - 1) + " of them, not " + std::to_string(count) +
                                               ".");
}

LayerChoice chooseLayers(LayerTrials& trials, int layers, int count, LayerMethod method, int searchTrials,
                         const std::function<void(std::size_t, std::size_t)>& progress)
{
    checkCount(layers, count);
    std::size_t all = 1;
    for (int i = 0; method != LayerMethod::Influence && i < count; ++i)
        all += static_cast<std::size_t>(layers - i);
    if (method == LayerMethod::Search)
        all += static_cast<std::size_t>(std::max(searchTrials, 0));
    Chooser chooser(trials, layers, count, all, progress);
    LayerChoice choice;
    choice.influences = trials.influences();
    LayerSet best = byInfluence(choice.influences, count);
    choice.influenceLoss = chooser.lossOf(best);
    if (method != LayerMethod::Influence) {
        const LayerSet greedy = chooser.greedy();
        if (method == LayerMethod::Greedy || chooser.lossOf(greedy) < choice.influenceLoss)
            best = greedy;
    }
    if (method == LayerMethod::Search)
        best = chooser.search(best, searchTrials);
    choice.loss = chooser.lossOf(best);
    choice.tried = chooser.tried();
    for (int layer = 0; layer < layers; ++layer)
        if (best[static_cast<std::size_t>(layer)])
            choice.removed.push_back(layer);
    return choice;
}

} // namespace engine::tune
