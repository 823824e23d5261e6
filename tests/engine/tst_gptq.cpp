// SPDX-License-Identifier: GPL-3.0-or-later
// Rounding with feedback keeps the identities of its theory, agrees with a plain implementation of the paper, and
// lowers the error of synthetic layers on inputs that it has not seen.
#include "engine/error.h"
#include "engine/tune/gptq.h"
#include "kernels/code_grid.h"
#include "kernels/dequantize.h"
#include "kernels/quantize.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <random>
#include <span>

using namespace engine::tune;
using kernels::Type;

namespace
{

const std::atomic<bool> kGoOn = false;

// A layer and its inputs: weights with heavy tails and rows of different size; inputs mixed from directions whose size
// falls off by a power, channels of different size, and a few large ones.
struct Layer {
    std::int64_t rows;
    std::int64_t cols;
    std::vector<float> weights;
    std::vector<float> inputs;  // [tokens, cols]
    std::vector<float> heldOut; // [held, cols]
    std::int64_t tokens;
    std::int64_t held = 128;
    std::vector<float> moments; // of `inputs`

    HeldOut judges() const { return {heldOut.data(), held}; }
};

Layer layer(std::int64_t rows, std::int64_t cols, std::int64_t tokens, double power, unsigned seed = 1)
{
    Layer made{rows, cols, {}, {}, {}, tokens};
    std::mt19937 generator(seed);
    std::normal_distribution<float> normal;
    std::student_t_distribution<float> tails(8);
    for (std::int64_t r = 0; r < rows; ++r) {
        const float size = 0.02F * std::exp(0.3F * normal(generator));
        for (std::int64_t c = 0; c < cols; ++c)
            made.weights.push_back(size * tails(generator));
    }
    const auto n = static_cast<std::size_t>(cols);
    std::vector<float> mix(n * n);
    for (float& value : mix)
        value = normal(generator) / std::sqrt(static_cast<float>(cols));
    std::vector<float> scales;
    for (std::size_t j = 0; j < n; ++j)
        scales.push_back(std::exp(0.5F * normal(generator)) * (j % (n / 8) == 3 ? 8.0F : 1.0F));
    const auto fill = [&](std::vector<float>& rowsOut, std::int64_t count) {
        rowsOut.assign(static_cast<std::size_t>(count) * n, 0.0F);
        for (std::int64_t t = 0; t < count; ++t) {
            float* x = rowsOut.data() + static_cast<std::size_t>(t) * n;
            for (std::size_t k = 0; k < n; ++k) {
                const float z = normal(generator) * std::pow(static_cast<float>(k + 1), static_cast<float>(-power));
                for (std::size_t j = 0; j < n; ++j)
                    x[j] += z * mix[k * n + j];
            }
            for (std::size_t j = 0; j < n; ++j)
                x[j] *= scales[j];
        }
    };
    fill(made.inputs, tokens);
    fill(made.heldOut, made.held);
    made.moments.assign(n * n, 0.0F);
    for (std::int64_t t = 0; t < tokens; ++t) {
        const float* x = made.inputs.data() + static_cast<std::size_t>(t) * n;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                made.moments[i * n + j] += x[i] * x[j];
    }
    return made;
}

const Layer& correlated() // four tokens for each column
{
    static const Layer made = layer(16, 512, 2048, 0.25);
    return made;
}

std::vector<float> decoded(Type type, std::span<const std::byte> bytes, std::int64_t rows, std::int64_t cols)
{
    std::vector<float> values(static_cast<std::size_t>(rows * cols));
    for (std::int64_t r = 0; r < rows; ++r)
        kernels::dequantizeRow(type, bytes.data() + r * kernels::bytesOf(type, cols), cols, values.data() + r * cols);
    return values;
}

// tr(D H D^T) of one row, in double.
double trace(const Curvature& curvature, const float* a, const float* b)
{
    const std::int64_t cols = curvature.cols();
    double sum = 0;
    for (std::int64_t i = 0; i < cols; ++i)
        for (std::int64_t j = 0; j < cols; ++j)
            sum += (double(a[i]) - double(b[i])) * double(curvature.row(i)[j]) * (double(a[j]) - double(b[j]));
    return sum;
}

std::vector<float> diagonalMoments(std::int64_t cols, float value)
{
    std::vector<float> moments(static_cast<std::size_t>(cols * cols), 0.0F);
    for (std::int64_t i = 0; i < cols; ++i)
        moments[static_cast<std::size_t>(i * cols + i)] = value;
    return moments;
}

} // namespace

class GptqTest : public QObject
{
    Q_OBJECT

private slots:
    void independentInputsChangeNothing_data();
    void independentInputsChangeNothing();
    void theLossAddsUp_data();
    void theLossAddsUp();
    void agreesWithThePaper();
    void descendsAndNeverClimbs();
    void lowersTheErrorOfALayer_data();
    void lowersTheErrorOfALayer();
    void isNeverWorseWhereItIsTaken();
    void theSameBytesForAnyNumberOfThreads();
    void channelsThatAreAlwaysZero();
    void refuses();

private:
    kernels::Pool m_pool{2};
};

void GptqTest::independentInputsChangeNothing_data()
{
    QTest::addColumn<int>("type");
    for (const Type type : {Type::Q2_K, Type::Q3_K, Type::Q4_K, Type::Q5_K, Type::Q6_K})
        QTest::newRow(kernels::traits(type).name) << int(type);
}

// H = c I: the plain importance-weighted quantizer, to the byte.
void GptqTest::independentInputsChangeNothing()
{
    QFETCH(int, type);
    const Layer given = layer(8, 512, 1, 0);
    const auto moments = diagonalMoments(512, 3.0F * 1024);
    const Curvature curvature(moments.data(), 512, 1024, {}, m_pool, kGoOn);
    const auto importance = curvature.importance();
    const auto size = static_cast<std::size_t>(kernels::bytesOf(Type(type), 512));
    std::vector<std::byte> plain(size);
    std::vector<std::byte> fed(size);
    for (int r = 0; r < 8; ++r) {
        const float* row = given.weights.data() + r * 512;
        kernels::quantizeRow(Type(type), row, 512, importance.data(), plain.data());
        for (const int descents : {0, 3}) {
            roundWithFeedback(row, Type(type), curvature, importance.data(), descents, fed.data());
            QVERIFY(fed == plain);
        }
    }
}

void GptqTest::theLossAddsUp_data()
{
    QTest::addColumn<int>("type");
    for (int t = 0; t < kernels::kTypeCount; ++t)
        if (kernels::hasCodeGrid(Type(t)))
            QTest::newRow(kernels::traits(Type(t)).name) << t;
}

// The sum of squares on the way is tr(D H D^T): D P = E, H = P P^T.
void GptqTest::theLossAddsUp()
{
    QFETCH(int, type);
    const Layer& given = correlated();
    static const Curvature curvature(given.moments.data(), 512, 2048, {}, m_pool, kGoOn);
    const auto importance = curvature.importance();
    std::vector<std::byte> out(static_cast<std::size_t>(kernels::bytesOf(Type(type), 512)));
    for (int r = 0; r < 4; ++r) {
        const float* row = given.weights.data() + r * 512;
        const double loss = roundWithFeedback(row, Type(type), curvature, importance.data(), 0, out.data());
        const double measured = trace(curvature, row, decoded(Type(type), out, 1, 512).data());
        QVERIFY2(std::fabs(loss / measured - 1) < 1e-3, // corrected weights are kept in F32
                 qPrintable(QString("%1, measured %2").arg(loss).arg(measured)));
    }
}

// The algorithm as published, in double: U = cholesky(H^-1) with H^-1 = U^T U, w_j' -= (w_j - q_j) / U_jj * U_jj'.
void GptqTest::agreesWithThePaper()
{
    constexpr int kCols = 256; // one superblock: the same scales
    const Layer given = layer(16, kCols, 1024, 0.25);
    const Curvature curvature(given.moments.data(), kCols, 1024, {}, m_pool, kGoOn);
    const auto importance = curvature.importance();
    std::vector<double> h(kCols * kCols);
    std::vector<double> inverse(kCols * kCols, 0.0);
    for (int i = 0; i < kCols; ++i) {
        inverse[static_cast<std::size_t>(i * kCols + i)] = 1;
        for (int j = 0; j < kCols; ++j)
            h[static_cast<std::size_t>(i * kCols + j)] = double(curvature.row(i)[j]);
    }
    const auto at = [](std::vector<double>& m, int i, int j) -> double& {
        return m[static_cast<std::size_t>(i * kCols + j)];
    };
    for (int k = 0; k < kCols; ++k) { // Gauss and Jordan; H is positive definite
        const double pivot = at(h, k, k);
        for (int j = 0; j < kCols; ++j) {
            at(h, k, j) /= pivot;
            at(inverse, k, j) /= pivot;
        }
        for (int i = 0; i < kCols; ++i) {
            const double factor = at(h, i, k);
            for (int j = 0; i != k && j < kCols; ++j) {
                at(h, i, j) -= factor * at(h, k, j);
                at(inverse, i, j) -= factor * at(inverse, k, j);
            }
        }
    }
    std::vector<double> u(kCols * kCols, 0.0);
    for (int i = 0; i < kCols; ++i)
        for (int j = i; j < kCols; ++j) {
            double value = at(inverse, i, j);
            for (int k = 0; k < i; ++k)
                value -= at(u, k, i) * at(u, k, j);
            at(u, i, j) = i == j ? std::sqrt(value) : value / at(u, i, i);
        }
    int different = 0;
    std::vector<std::byte> out(static_cast<std::size_t>(kernels::bytesOf(Type::Q4_K, kCols)));
    for (int r = 0; r < 16; ++r) {
        const float* row = given.weights.data() + r * kCols;
        roundWithFeedback(row, Type::Q4_K, curvature, importance.data(), 0, out.data());
        kernels::CodeGrid ours;
        kernels::readGrid(Type::Q4_K, out.data(), ours);
        std::vector<double> w(row, row + kCols);
        for (int j = 0; j < kCols; ++j) {
            const int code = ours.nearestCode(j, static_cast<float>(w[static_cast<std::size_t>(j)]));
            different += code != ours.codes[j] ? 1 : 0;
            const double error = (w[static_cast<std::size_t>(j)] - double(ours.value(j, code))) / at(u, j, j);
            for (int k = j; k < kCols; ++k)
                w[static_cast<std::size_t>(k)] -= error * at(u, j, k);
        }
    }
    QVERIFY2(different <= 4, qPrintable(QString::number(different))); // of 4096: halfway values round either way
}

void GptqTest::descendsAndNeverClimbs()
{
    const Layer& given = correlated();
    const Curvature curvature(given.moments.data(), 512, 2048, {}, m_pool, kGoOn);
    const auto importance = curvature.importance();
    for (const Type type : {Type::Q2_K, Type::Q4_K, Type::IQ4_XS, Type::Q4_0})
        for (int r = 0; r < 6; ++r) {
            const float* row = given.weights.data() + r * 512;
            double last = std::numeric_limits<double>::infinity();
            for (const int descents : {0, 1, 2, 4}) {
                std::vector<std::byte> out(static_cast<std::size_t>(kernels::bytesOf(type, 512)));
                roundWithFeedback(row, type, curvature, importance.data(), descents, out.data());
                const double now = trace(curvature, row, decoded(type, out, 1, 512).data());
                QVERIFY2(now <= last * (1 + 1e-5), kernels::traits(type).name); // F32 slopes
                last = now;
            }
        }
}

void GptqTest::lowersTheErrorOfALayer_data()
{
    QTest::addColumn<int>("type");
    for (const Type type :
         {Type::Q2_K, Type::Q3_K, Type::Q4_K, Type::Q5_K, Type::Q6_K, Type::Q4_0, Type::Q4_1, Type::IQ4_XS})
        QTest::newRow(kernels::traits(type).name) << int(type);
}

// At most 0.65 of the importance-weighted quantizer's error, on inputs not seen.
void GptqTest::lowersTheErrorOfALayer()
{
    QFETCH(int, type);
    const Layer& given = correlated();
    static const Curvature curvature(given.moments.data(), 512, 2048, {}, m_pool, kGoOn);
    const GptqResult result = quantizeWithFeedback(given.weights.data(), given.rows, Type(type), curvature,
                                                   given.judges(), {}, m_pool, kGoOn);
    const double ratio = result.error / result.plainError;
    QVERIFY2(ratio < 0.65, qPrintable(QString("%1 of %2").arg(ratio).arg(result.plainError)));
    QVERIFY(result.accepted);
    const auto values = decoded(Type(type), result.bytes, given.rows, given.cols);
    const double measured =
        outputError(given.weights.data(), values.data(), given.rows, given.cols, given.judges(), m_pool);
    const double whole = outputError(given.weights.data(), nullptr, given.rows, given.cols, given.judges(), m_pool);
    QVERIFY(std::fabs(measured / whole / result.error - 1) < 1e-9); // what was judged is what is handed out
}

// With half a token for each column the correction fits noise: it is not taken where it is worse.
void GptqTest::isNeverWorseWhereItIsTaken()
{
    bool rejected = false;
    for (const unsigned seed : {4U, 5U}) {
        const Layer given = layer(16, 512, 256, 0.0, seed);
        const Curvature curvature(given.moments.data(), 512, 256, {}, m_pool, kGoOn);
        GptqOptions eager;
        eager.descents = 8;
        const GptqResult result = quantizeWithFeedback(given.weights.data(), given.rows, Type::Q4_K, curvature,
                                                       given.judges(), eager, m_pool, kGoOn);
        QCOMPARE(result.accepted, result.error < result.plainError);
        const auto values = decoded(Type::Q4_K, result.bytes, given.rows, given.cols);
        const double whole = outputError(given.weights.data(), nullptr, given.rows, given.cols, given.judges(), m_pool);
        const double taken =
            outputError(given.weights.data(), values.data(), given.rows, given.cols, given.judges(), m_pool) / whole;
        QVERIFY(taken <= result.plainError * (1 + 1e-9));
        rejected = rejected || !result.accepted;
    }
    QVERIFY(rejected);
}

void GptqTest::theSameBytesForAnyNumberOfThreads()
{
    const Layer given = layer(21, 256, 512, 0.25, 6);
    LargeVector<std::byte> first;
    for (const int threads : {1, 2, 5}) {
        kernels::Pool pool(threads);
        const Curvature curvature(given.moments.data(), 256, 512, {}, pool, kGoOn);
        const auto result = quantizeWithFeedback(given.weights.data(), given.rows, Type::Q3_K, curvature,
                                                 given.judges(), {}, pool, kGoOn);
        QVERIFY(first.empty() || result.bytes == first);
        first = result.bytes;
    }
}

void GptqTest::channelsThatAreAlwaysZero()
{
    Layer given = layer(4, 256, 512, 0.25, 7);
    for (int i = 0; i < 256; ++i)
        for (const int dead : {0, 17, 255}) {
            given.moments[static_cast<std::size_t>(i * 256 + dead)] = 0;
            given.moments[static_cast<std::size_t>(dead * 256 + i)] = 0;
        }
    const Curvature curvature(given.moments.data(), 256, 512, {}, m_pool, kGoOn);
    const auto result =
        quantizeWithFeedback(given.weights.data(), 4, Type::Q4_K, curvature, given.judges(), {}, m_pool, kGoOn);
    for (const float value : decoded(Type::Q4_K, result.bytes, 4, 256))
        QVERIFY(std::isfinite(value));
    QVERIFY(std::isfinite(result.error) && std::isfinite(result.loss));
}

void GptqTest::refuses()
{
    Layer given = layer(2, 256, 512, 0.25, 8);
    const auto curvatureOf = [&](std::int64_t tokens) {
        return Curvature(given.moments.data(), 256, tokens, {}, m_pool, kGoOn);
    };
    QVERIFY_EXCEPTION_THROWN(curvatureOf(127), engine::Error); // fewer tokens than half the columns
    const Curvature curvature = curvatureOf(512);
    const auto round = [&](Type type, const HeldOut& held, const std::atomic<bool>& stop) {
        quantizeWithFeedback(given.weights.data(), 2, type, curvature, held, {}, m_pool, stop);
    };
    QVERIFY_EXCEPTION_THROWN(round(Type::F16, given.judges(), kGoOn), engine::Error);
    QVERIFY_EXCEPTION_THROWN(round(Type::MXFP4, given.judges(), kGoOn), engine::Error);
    QVERIFY_EXCEPTION_THROWN(round(Type::Q4_K, {}, kGoOn), engine::Error);
    QVERIFY_EXCEPTION_THROWN(round(Type::Q4_K, given.judges(), std::atomic<bool>(true)), engine::Error);
    given.moments[5] = std::numeric_limits<float>::quiet_NaN();
    given.moments[5 * 256] = given.moments[5];
    QVERIFY_EXCEPTION_THROWN(curvatureOf(512), engine::Error);
    given.moments[5] = given.moments[5 * 256] = 1e30F; // not a second moment of anything
    QVERIFY_EXCEPTION_THROWN(curvatureOf(512), engine::Error);
}

QTEST_APPLESS_MAIN(GptqTest)
#include "tst_gptq.moc"
