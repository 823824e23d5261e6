// SPDX-License-Identifier: GPL-3.0-or-later
// The root of an input's second moments, in double: 14 336 columns have a condition that F32 does not survive.
#include "engine/error.h"
#include "engine/tune/gptq.h"
#include "kernels/cpu/add_products.h"

#include <algorithm>
#include <cmath>

namespace engine::tune
{
namespace
{

constexpr std::int64_t kTile = 64;

// A = L L^T in place, the lower half of a row-major matrix; a tile's columns at a time, the rows below side by side.
class Factor
{
public:
    Factor(LargeVector<double>& a, std::int64_t n, kernels::Pool& pool) : m_a(a), m_n(n), m_pool(pool) {}

    bool run(const std::atomic<bool>& stop) // false where A has no root
    {
        for (std::int64_t begin = 0; begin < m_n; begin += kTile) {
            if (stop)
                throw Error(ErrorKind::Stopped, "Rounding with feedback was stopped.");
            const std::int64_t end = std::min(begin + kTile, m_n);
            if (!diagonal(begin, end))
                return false;
            m_pool.forRanges(m_n - end, 8, [&](std::int64_t from, std::int64_t to, int) {
                for (std::int64_t i = end + from; i < end + to; ++i)
                    solve(row(i), begin, end);
            });
            subtract(begin, end, stop);
        }
        return true;
    }

private:
    double* row(std::int64_t i) { return m_a.data() + i * m_n; }

    bool diagonal(std::int64_t begin, std::int64_t end)
    {
        for (std::int64_t j = begin; j < end; ++j) {
            double* own = row(j);
            solve(own, begin, j);
            for (std::int64_t k = begin; k < j; ++k)
                own[j] -= own[k] * own[k];
            if (!(own[j] > 0) || !std::isfinite(own[j]))
                return false;
            own[j] = std::sqrt(own[j]);
        }
        return true;
    }

    // own[begin .. end) becomes that of L, from the finished rows begin .. end
    void solve(double* own, std::int64_t begin, std::int64_t end)
    {
        for (std::int64_t j = begin; j < end; ++j) {
            const double* other = row(j);
            double value = own[j];
            for (std::int64_t k = begin; k < j; ++k)
                value -= own[k] * other[k];
            own[j] = value / other[j];
        }
    }

    // What the tile's columns explain of the rest.
    void subtract(std::int64_t begin, std::int64_t end, const std::atomic<bool>& stop)
    {
        const std::int64_t rest = m_n - end;
        m_turned.resize(static_cast<std::size_t>(rest * kTile)); // the panel with its columns as rows
        for (std::int64_t j = 0; j < rest; ++j)
            for (std::int64_t k = begin; k < end; ++k)
                m_turned[static_cast<std::size_t>((k - begin) * rest + j)] = row(end + j)[k];
        // Up to the last of the rows' diagonals: what that leaves above the others' is never read.
        forStoppableRanges(m_pool, stop, rest, 32, [&](std::int64_t from, std::int64_t to, int) {
            kernels::cpu::subtractProducts({row(end + from) + begin, m_n, 1, m_turned.data(), rest, end - begin,
                                            row(end + from) + end, m_n, to - from, to});
        });
    }

    LargeVector<double>& m_a;
    std::int64_t m_n;
    kernels::Pool& m_pool;
    LargeVector<double> m_turned;
};

} // namespace

Curvature::Curvature(const float* moments, std::int64_t cols, std::int64_t tokens, const GptqOptions& options,
                     kernels::Pool& pool, const std::atomic<bool>& stop)
    : m_cols(cols)
{
    if (tokens < (cols + 1) / 2)
        throw Error(ErrorKind::BadSetting, "Rounding with feedback needs at least " + std::to_string((cols + 1) / 2) +
                                               " calibration tokens here, and better " + std::to_string(2 * cols) +
                                               ", but there are " + std::to_string(tokens) + ". Choose a longer text.");
    const auto n = static_cast<std::size_t>(cols);
    m_damped.reserve(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        throwIfStopped(stop);
        for (std::size_t j = 0; j < n; ++j)
            m_damped.push_back(moments[i * n + j] / static_cast<float>(tokens));
    }
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        m_diagonal.push_back(m_damped[i * n + i]);
        sum += static_cast<double>(m_diagonal.back());
    }
    const double share = tokens < cols ? std::max(options.damping, 0.1) : options.damping;
    for (std::size_t i = 0; i < n; ++i)
        m_damped[i * n + i] =
            m_diagonal[i] == 0 ? 1.0F : m_diagonal[i] + static_cast<float>(share * sum / static_cast<double>(cols));

    // The lower root of the matrix turned end for end is P turned so.
    LargeVector<double> turned;
    turned.reserve(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        throwIfStopped(stop);
        turned.resize((i + 1) * n); // its memory is touched row by row
        for (std::size_t j = 0; j <= i; ++j)
            turned[i * n + j] = static_cast<double>(m_damped[(n - 1 - i) * n + (n - 1 - j)]);
    }
    if (!Factor(turned, cols, pool).run(stop))
        throw Error(ErrorKind::BadSetting,
                    "The calibration's second moments have no root: they hold values that are no "
                    "numbers, or rounding has eaten them. Choose another calibration text.");
    m_feedback.reserve(n * n);
    m_roots.resize(n);
    for (std::size_t j = 0; j < n; ++j)
        m_roots[j] = turned[(n - 1 - j) * n + (n - 1 - j)];
    for (std::size_t i = 0; i < n; ++i) {
        throwIfStopped(stop);
        m_feedback.resize((i + 1) * n);
        for (std::size_t j = i + 1; j < n; ++j)
            m_feedback[i * n + j] = static_cast<float>(turned[(n - 1 - i) * n + (n - 1 - j)] / m_roots[j]);
    }
}

std::vector<float> Curvature::importance() const
{
    return m_diagonal;
}

} // namespace engine::tune
