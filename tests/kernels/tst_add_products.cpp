// SPDX-License-Identifier: GPL-3.0-or-later
// Sums of rows times factors: as plain loops have them, on every instruction set, and the same bits however the rows
// and columns are divided.
#include "kernels/cpu/add_products.h"
#include "tests/support/instruction_sets.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace kernels::cpu;
using namespace tests;

namespace
{

template <class T>
struct Case {
    std::int64_t rows, cols, count;
    std::vector<T> factors, from, sums; // [count, rows], [count, cols], [rows, cols]

    Case(std::int64_t r, std::int64_t c, std::int64_t k) : rows(r), cols(c), count(k)
    {
        std::mt19937 random(static_cast<unsigned>(r * 10007 + c * 101 + k));
        std::normal_distribution<T> normal;
        for (auto* values : {&factors, &from, &sums}) {
            values->resize(static_cast<std::size_t>(values == &factors ? k * r : values == &from ? k * c : r * c));
            for (T& value : *values)
                value = normal(random);
        }
    }

    // Rows and columns from a place on, added to or taken from `out`.
    ProductSums<T> part(std::vector<T>& out, std::int64_t row, std::int64_t rowCount, std::int64_t col,
                        std::int64_t colCount) const
    {
        return {factors.data() + row,          1,    rows,     from.data() + col, cols, count,
                out.data() + row * cols + col, cols, rowCount, colCount};
    }

    // Each product is rounded and each sum of at most `count` + 1 terms is, in any order: the largest error is below
    // count + 1 half steps of the sum of sizes.
    bool isNear(const std::vector<T>& found, int sign) const
    {
        for (std::int64_t r = 0; r < rows; ++r)
            for (std::int64_t c = 0; c < cols; ++c) {
                long double sum = sums[static_cast<std::size_t>(r * cols + c)], size = std::fabs(sum);
                for (std::int64_t k = 0; k < count; ++k) {
                    const long double product =
                        static_cast<long double>(factors[static_cast<std::size_t>(k * rows + r)]) *
                        static_cast<long double>(from[static_cast<std::size_t>(k * cols + c)]);
                    sum += static_cast<long double>(sign) * product;
                    size += std::fabs(product);
                }
                const long double error =
                    std::fabs(static_cast<long double>(found[static_cast<std::size_t>(r * cols + c)]) - sum);
                if (!(error <= size * static_cast<long double>(count + 1) *
                                   static_cast<long double>(std::numeric_limits<T>::epsilon()) / 2))
                    return false;
            }
        return true;
    }
};

void apply(const ProductSums<float>& op)
{
    addProducts(op);
}
void apply(const ProductSums<double>& op)
{
    subtractProducts(op);
}

template <class T>
void check(std::int64_t rows, std::int64_t cols, std::int64_t count)
{
    const Case<T> given(rows, cols, count);
    std::vector<T> whole = given.sums;
    apply(given.part(whole, 0, rows, 0, cols));
    QVERIFY(given.isNear(whole, std::is_same_v<T, float> ? 1 : -1));
    std::vector<T> parts = given.sums;
    const std::int64_t row = rows / 2, col = cols / 3;
    for (const auto& [firstRow, rowCount] : {std::pair(std::int64_t{0}, row), std::pair(row, rows - row)})
        for (const auto& [firstCol, colCount] : {std::pair(std::int64_t{0}, col), std::pair(col, cols - col)})
            apply(given.part(parts, firstRow, rowCount, firstCol, colCount));
    QVERIFY(parts == whole);
}

} // namespace

class TestAddProducts : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { useTarget(0); }

    void sums()
    {
        for (const std::int64_t target : targets()) {
            useTarget(target);
            for (const std::int64_t rows : {1, 3, 4, 9})
                for (const std::int64_t cols : {1, 7, 32, 67})
                    for (const std::int64_t count : {1, 15, 16, 33}) {
                        check<float>(rows, cols, count);
                        check<double>(rows, cols, count);
                    }
        }
    }
};

QTEST_APPLESS_MAIN(TestAddProducts)
#include "tst_add_products.moc"
