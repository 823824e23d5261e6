// SPDX-License-Identifier: GPL-3.0-or-later
// What one pass over a calibration text tells of each input: sums of squares (the importance matrix of llama.cpp),
// ranges for 8-bit activations, and second moments for GPTQ. Each is an observer of activations.
#pragma once

#include "engine/tune/activations.h"
#include "engine/tune/importance.h"
#include "engine/tune/large_vector.h"
#include "engine/tune/stoppable.h"

#include <array>
#include <map>

namespace engine::tune
{

// Sum over tokens of x_j^2, in double.
class ImportanceSums : public ActivationObserver
{
public:
    explicit ImportanceSums(std::shared_ptr<const model::Model> model) : m_model(std::move(model)) {}
    void see(Input input, int layer, int expert, const float* rows, std::int64_t tokens, std::int64_t cols) override;
    // By tensor; experts that no token chose have a count of 0.
    ImportanceMatrix matrix(const Windows& windows, std::string dataset) const;

private:
    struct Sums {
        std::vector<double> squares; // [experts or 1, cols]
        std::vector<std::int64_t> counts;
    };
    std::shared_ptr<const model::Model> m_model;
    std::map<std::pair<Input, int>, Sums> m_sums;
};

// How an input's values spread, for the scale of 8-bit activations.
class Range
{
public:
    void add(const float* values, std::int64_t count);

    float lowest() const { return m_lowest; }
    float highest() const { return m_highest; }
    double mean() const;
    double variance() const;
    // The magnitude that 8 bits should end at so that rounding and cutting together have the least mean square error,
    // by the histogram (TensorRT's and PyTorch's observers choose alike); at most the largest magnitude.
    float clip(int bits = 8) const;

private:
    static constexpr std::size_t kBins = 2048; // of magnitudes; the width doubles when one does not fit
    void fit(float magnitude);

    float m_lowest = 0;
    float m_highest = 0;
    double m_sum = 0;
    double m_squares = 0;
    std::int64_t m_count = 0;
    float m_width = 0; // of a bin
    std::array<std::int64_t, kBins> m_bins{};
};

class RangeObserver : public ActivationObserver
{
public:
    void see(Input input, int layer, int expert, const float* rows, std::int64_t tokens, std::int64_t cols) override;
    const std::map<std::pair<Input, int>, Range>& ranges() const { return m_ranges; }

private:
    std::map<std::pair<Input, int>, Range> m_ranges; // all experts of a layer together
};

// Sum over tokens of x x^T of one input, upper and lower half: H of GPTQ up to its factor (Frantar et al. 2022, eq. 1).
class SecondMoments : public ActivationObserver
{
public:
    // `pool` and `stop` outlive this; see() throws engine::Error(Stopped) in the middle of a batch.
    SecondMoments(Input input, int layer, kernels::Pool& pool, const std::atomic<bool>& stop = kNoStop)
        : m_input(input),
          m_layer(layer),
          m_pool(pool),
          m_stop(stop)
    {
    }
    void see(Input input, int layer, int expert, const float* rows, std::int64_t tokens, std::int64_t cols) override;
    const LargeVector<float>& sums() const { return m_sums; } // [cols, cols]
    std::int64_t tokens() const { return m_tokens; }

private:
    Input m_input;
    int m_layer;
    kernels::Pool& m_pool;
    const std::atomic<bool>& m_stop;
    LargeVector<float> m_sums;
    std::int64_t m_tokens = 0;
};

// The inputs themselves, of some layers: what decides between two ways. The first kMost tokens of each.
class InputRows : public ActivationObserver
{
public:
    static constexpr std::int64_t kMost = 1024; // more decide nothing else
    InputRows(int firstLayer, int lastLayer) : m_first(firstLayer), m_last(lastLayer) {}
    void see(Input input, int layer, int expert, const float* rows, std::int64_t tokens, std::int64_t cols) override;
    const std::vector<float>& rows(std::pair<Input, int> place) const { return m_rows.at(place); } // [tokens, cols]

private:
    int m_first;
    int m_last;
    std::map<std::pair<Input, int>, std::vector<float>> m_rows;
};

// Several observers of one pass.
class Observers : public ActivationObserver
{
public:
    void add(ActivationObserver& observer) { m_all.push_back(&observer); }
    void see(Input input, int layer, int expert, const float* rows, std::int64_t tokens, std::int64_t cols) override
    {
        for (ActivationObserver* observer : m_all)
            observer->see(input, layer, expert, rows, tokens, cols);
    }

private:
    std::vector<ActivationObserver*> m_all;
};

} // namespace engine::tune
