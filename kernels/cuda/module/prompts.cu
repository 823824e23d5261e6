// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/module/prompts.h"

#include "kernels/cuda/module/matmul_library.h"
#include "kernels/cuda/module/prompt_kernels.h"
#include "kernels/cuda/module/tiles.h"

namespace kernels::cuda
{

namespace
{

constexpr int kTileStep = 64;    // rows of a tile are a multiple of it, but for the last one
constexpr int kMostMatrices = 3; // of an op
constexpr std::int64_t kMostByteCols = std::int64_t{1} << 17; // 127^2 times so many is below 2^31

// Whether the library reads these weights as they lie: rows of 16-bit values, each filled up to 16 bytes.
bool liesRight(Factor factor, const DeviceMatrix& w)
{
    return !w.isSparse &&
           ((factor == Factor::Bfloat && w.type == Type::BF16) || (factor == Factor::Half && w.type == Type::F16));
}

// One op: what its products are made of, and where all of it lies.
class Work
{
public:
    Work(Context& context, void* scratch, int tokens, std::int64_t cols, std::initializer_list<const Matrix*> matrices)
        : m_context(context),
          m_tokens(tokens),
          m_cols(static_cast<int>(cols)),
          m_inputCols(static_cast<int>(promptCols(cols)))
    {
        for (const Matrix* matrix : matrices) {
            if (*matrix) {
                m_w[m_count++] = deviceMatrix(*matrix);
                m_rows += matrix->rows;
            }
        }
        if (!suits()) {
            return;
        }
        choose();
        const auto inputBytes = roundedUp(std::int64_t{m_tokens} * m_inputCols * bytesOf(m_factor), 256);
        auto* bytes = static_cast<unsigned char*>(scratch);
        m_x = reinterpret_cast<std::uint32_t*>(bytes);
        m_tokenScales = reinterpret_cast<float*>(bytes + inputBytes);
        m_sums = reinterpret_cast<float*>(bytes + inputBytes + roundedUp(std::int64_t{m_tokens} * 4, 256));
        const Prompts& prompts = context.prompts;
        m_room = promptRoom(prompts.how, m_tokens, m_cols, m_rows);
        m_rowScales = reinterpret_cast<float*>(prompts.room);
        m_tile = prompts.room + m_room.scales;
        m_isOurs = m_isOurs && m_room.all() > 0 && m_room.all() <= prompts.bytes;
        m_isOurs = m_isOurs && products(m_sums, m_rows, false, Doing::Asking);
    }

    // Whether the library does it. Below: only then.
    explicit operator bool() const { return m_isOurs; }

    float* sums() const { return m_sums; } // [tokens, rows of all matrices]
    std::int64_t rows() const { return m_rows; }
    // Whether sums are what was asked for, but for a bias: neither side has scales.
    bool isPlainSum() const { return m_factor == Factor::Bfloat; }

    void prepareInput(const float* x, const Norm& norm) const
    {
        prepareForLibrary(m_context, m_factor, {x, m_cols, m_cols, m_tokens, norm}, m_inputCols, m_x, m_tokenScales);
    }

    void multiply() { products(m_sums, m_rows, false, Doing::Multiplying); }
    void multiplyInto(float* x) { products(x, m_rows, true, Doing::Multiplying); } // x += ; of a plain sum

    // What becomes of the sums of the matrix `number` (of GateUp: of both), whose first column is `first`.
    void finish(TileKind kind, int number, std::int64_t first, const float* const (&bias)[2], Activation activation,
                float* out, std::int64_t stride) const
    {
        FinishArguments a{};
        a.sums = m_sums + first;
        a.stride = m_rows;
        a.tokens = m_tokens;
        a.rows = m_w[number].rows;
        a.tokenScales = m_factor == Factor::Bfloat ? nullptr : m_tokenScales;
        a.rowScales = bytesOf(m_factor) == 1 ? m_rowScales + first : nullptr;
        a.isWhole = m_factor == Factor::Int8;
        a.bias[0] = bias[0];
        a.bias[1] = bias[1];
        a.activation = activation;
        a.out = out;
        a.outStride = stride;
        launchFinish(m_context, kind, a);
    }

private:
    enum class Doing : std::uint8_t { Asking, Multiplying };

    bool suits()
    {
        const Prompts& prompts = m_context.prompts;
        m_isOurs = prompts.library != nullptr && prompts.room != nullptr && prompts.how.byLibrary;
        const bool rounds = prompts.how.precision != PromptPrecision::Exact;
        const int step = rounds ? 16 : 8;
        for (int i = 0; i < m_count; ++i) {
            m_isOurs = m_isOurs && m_w[i].type != Type::F32 && m_w[i].rows % step == 0;
        }
        return m_isOurs;
    }

    void choose()
    {
        const PromptPrecision precision = m_context.prompts.how.precision;
        bool halves = true;
        bool bfloats = true;
        bool lieRight = true; // all of them, where they are alike
        for (int i = 0; i < m_count; ++i) {
            halves = halves && m_w[i].type == Type::F16;
            bfloats = bfloats && m_w[i].type == Type::BF16;
            lieRight = lieRight && !m_w[i].isSparse;
        }
        m_factor = precision == PromptPrecision::Int8  ? Factor::Int8
                   : precision == PromptPrecision::Fp8 ? Factor::E4m3
                   : halves                            ? Factor::Half
                                                       : Factor::Bfloat;
        lieRight = lieRight && bytesOf(m_factor) == 2 && (halves || bfloats);
        m_isOurs = m_tokens >= (lieRight ? kTokensForLibrary : kTokensForTurning) &&
                   (m_factor != Factor::Int8 || m_inputCols <= kMostByteCols);
    }

    // All rows of all matrices: each that lies right by itself, others that stand side by side in shared tiles.
    bool products(float* out, std::int64_t stride, bool adds, Doing doing)
    {
        std::int64_t done = 0;
        bool goesOn = true;
        for (int i = 0; i < m_count && goesOn;) {
            if (liesRight(m_factor, m_w[i])) {
                const auto width = static_cast<std::int64_t>(m_w[i].units) * unitCols(m_w[i].type);
                goesOn =
                    product(m_w[i].rows, m_w[i].codes, width, static_cast<int>(width), out + done, stride, adds, doing);
                done += m_w[i++].rows;
                continue;
            }
            int end = i;
            std::int64_t rows = 0;
            for (; end < m_count && !liesRight(m_factor, m_w[end]); ++end) {
                rows += m_w[end].rows;
            }
            goesOn = byTiles(i, end, rows, done, out, stride, adds, doing);
            done += rows;
            i = end;
        }
        return goesOn;
    }

    // The matrices first .. end - 1 with `rows` together, whose sums begin at column `column`.
    bool byTiles(int first, int end, std::int64_t rows, std::int64_t column, float* out, std::int64_t stride, bool adds,
                 Doing doing)
    {
        std::int64_t count = m_room.tile / (std::int64_t{m_inputCols} * bytesOf(m_factor));
        count = count < rows ? count / kTileStep * kTileStep : rows;
        bool goesOn = count > 0;
        for (std::int64_t from = 0; from < rows && goesOn; from += count) {
            const std::int64_t to = from + count < rows ? from + count : rows;
            if (doing == Doing::Multiplying) {
                turn(first, end, from, to, column);
            }
            goesOn = product(static_cast<int>(to - from), m_tile, m_inputCols, m_inputCols, out + column + from, stride,
                             adds, doing);
        }
        return goesOn;
    }

    // Writes the rows from .. to - 1 of the matrices first .. end - 1, counted through them, to the tile.
    void turn(int first, int end, std::int64_t from, std::int64_t to, std::int64_t column) const
    {
        std::int64_t begin = 0; // of matrix i
        for (int i = first; i < end; begin += m_w[i++].rows) {
            const std::int64_t one = from > begin ? from : begin;
            const std::int64_t other = to < begin + m_w[i].rows ? to : begin + m_w[i].rows;
            if (one < other) {
                const TurnArguments a = {m_w[i],
                                         static_cast<int>(one - begin),
                                         static_cast<int>(other - one),
                                         m_inputCols,
                                         m_tile + (one - from) * m_inputCols * bytesOf(m_factor),
                                         m_rowScales + column + one};
                launchTurn(m_context, m_factor, a);
            }
        }
    }

    bool product(int rows, const void* w, std::int64_t wStride, int cols, float* out, std::int64_t outStride, bool adds,
                 Doing doing)
    {
        if (m_context.error != cudaSuccess || m_context.refusal != nullptr) {
            return false;
        }
        const Product p = {m_factor,
                           rows,
                           m_tokens,
                           cols,
                           w,
                           wStride,
                           m_x,
                           m_inputCols,
                           out,
                           outStride,
                           adds,
                           m_tile + m_room.tile,
                           static_cast<std::size_t>(m_room.workspace)};
        MatmulLibrary& library = *m_context.prompts.library;
        if (doing == Doing::Asking) {
            return library.knows(p);
        }
        if (const char* why = library.multiply(p, m_context.stream)) {
            m_context.refuse(why);
        }
        return true;
    }

    Context& m_context;
    bool m_isOurs = false;
    Factor m_factor = Factor::Bfloat;
    int m_tokens;
    int m_cols;
    int m_inputCols;
    int m_count = 0;
    std::int64_t m_rows = 0; // of all matrices
    DeviceMatrix m_w[kMostMatrices];
    PromptRoom m_room;
    std::uint32_t* m_x = nullptr;   // [tokens, inputCols] of the factor
    float* m_tokenScales = nullptr; // [tokens]
    float* m_sums = nullptr;
    float* m_rowScales = nullptr; // [rows]
    unsigned char* m_tile = nullptr;
};

} // namespace

bool normQkvByLibrary(Context& context, const NormQkv& op)
{
    Work work(context, op.scratch, op.tokens, op.dim, {&op.q, &op.k, &op.v});
    if (!work) {
        return false;
    }
    work.prepareInput(op.x, op.norm);
    work.multiply();
    const float* const biases[3] = {op.qBias, op.kBias, op.vBias};
    const std::int64_t begins[3] = {0, op.q.rows, op.q.rows + op.k.rows};
    for (int i = 0; i < 3; ++i) {
        if (!work.isPlainSum() || biases[i] != nullptr) {
            work.finish(TileKind::Store, i, begins[i], {biases[i], nullptr}, Activation(), work.sums() + begins[i],
                        work.rows());
        }
    }
    finishHeads(context, op, work.sums());
    return true;
}

bool projectAddByLibrary(Context& context, const ProjectAdd& op)
{
    Work work(context, op.scratch, op.tokens, op.weight.cols, {&op.weight});
    if (!work) {
        return false;
    }
    work.prepareInput(op.in, Norm());
    const bool normed = op.norm.kind != NormKind::None;
    if (!normed && op.bias == nullptr && work.isPlainSum()) {
        work.multiplyInto(op.x);
        return true;
    }
    work.multiply();
    if (!normed || !work.isPlainSum() || op.bias != nullptr) {
        work.finish(normed ? TileKind::Store : TileKind::Add, 0, 0, {op.bias, nullptr}, Activation(),
                    normed ? work.sums() : op.x, work.rows());
    }
    if (normed) {
        addNormed(context, work.sums(), op);
    }
    return true;
}

bool normGateUpByLibrary(Context& context, const NormGateUp& op)
{
    Work work(context, op.scratch, op.tokens, op.dim, {&op.gate, &op.up});
    if (!work) {
        return false;
    }
    work.prepareInput(op.x, op.norm);
    work.multiply();
    if (op.gate) {
        work.finish(TileKind::GateUp, 0, 0, {op.gateBias, op.upBias}, op.activation, op.out, op.up.rows);
    } else {
        work.finish(TileKind::Activate, 0, 0, {op.upBias, nullptr}, op.activation, op.out, op.up.rows);
    }
    return true;
}

namespace
{

void lookForLibrary(Context& context)
{
    Prompts& prompts = context.prompts;
    if (prompts.library == nullptr && prompts.whyNone == nullptr) {
        prompts.library = MatmulLibrary::open(prompts.whyNone);
    }
}

} // namespace

void setPrompts(Context& context, const PromptProducts& how, void* room, std::size_t bytes)
{
    context.prompts.how = how;
    context.prompts.room = static_cast<unsigned char*>(room);
    context.prompts.bytes = static_cast<std::int64_t>(bytes);
    if (how.byLibrary && room != nullptr) {
        lookForLibrary(context);
    }
}

const char* promptRefusal(Context& context, const PromptProducts& how)
{
    if (!how.byLibrary) {
        return how.precision == PromptPrecision::Exact ? nullptr
                                                       : "our own tiles are exact, so 8-bit prompts need the library.";
    }
    if (how.precision == PromptPrecision::Fp8 && !context.hasTinyFloats) {
        return "products of 8-bit floats need a GPU of compute capability 8.9 or later. Choose --prompt-precision "
               "int8.";
    }
    lookForLibrary(context);
    return context.prompts.whyNone;
}

} // namespace kernels::cuda
