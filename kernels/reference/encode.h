// SPDX-License-Identifier: GPL-3.0-or-later
// One row from F32 to each quantized type; what kernels/quantize.h hands out. `search` says who does the searches.
// `importance` [cols] or null; `cols` is a multiple of the type's block. Rows need not be aligned. Any thread.
#pragma once

#include "kernels/blocks.h"
#include "kernels/reference/search.h"

namespace kernels::reference
{

struct Row {
    const float* x;
    std::int64_t cols;
    const float* importance; // may be null
    unsigned char* out;
};

void encodeF16(const Row& row);
void encodeBF16(const Row& row);
void encodeQ8_0(const Row& row); // no searches, no importance
void encodeMXFP4(const Row& row);
void encodeTQ1_0(const Row& row);
void encodeTQ2_0(const Row& row);

void encodeQ4_0(const Row& row, const SearchTable& search); // searches only with importance
void encodeQ4_1(const Row& row, const SearchTable& search);
void encodeQ5_0(const Row& row, const SearchTable& search);
void encodeQ5_1(const Row& row, const SearchTable& search);

void encodeQ2_K(const Row& row, const SearchTable& search);
void encodeQ3_K(const Row& row, const SearchTable& search);
void encodeQ4_K(const Row& row, const SearchTable& search);
void encodeQ5_K(const Row& row, const SearchTable& search);
void encodeQ6_K(const Row& row, const SearchTable& search);

void encodeIQ4_NL(const Row& row, const SearchTable& search);
void encodeIQ4_XS(const Row& row, const SearchTable& search);

// Any of them; false where there is none (F32 is a copy).
bool encode(Type type, const Row& row, const SearchTable& search);

// weights[i] = importance[i] * sqrt(square + x[i]^2): what an error at x[i] costs.
void weigh(const float* x, const float* importance, float square, int count, float* weights);
float sumOfSquares(const float* x, std::int64_t count); // in order

} // namespace kernels::reference
