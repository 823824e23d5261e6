// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/measure/stages.h"

#include <cassert>

namespace engine::measure
{
namespace
{

thread_local StageProfile* entered = nullptr; // ops are plain functions

std::int64_t bytesOf(std::initializer_list<kernels::Matrix> matrices)
{
    std::int64_t bytes = 0;
    for (const kernels::Matrix& matrix : matrices)
        bytes += matrix ? kernels::bytesOf(matrix.type, matrix.rows * matrix.cols) : 0;
    return bytes;
}

} // namespace

const char* name(Stage stage)
{
    static constexpr const char* kNames[kStages] = {"embed", "qkv",    "attention", "output", "gate/up",
                                                    "down",  "router", "experts",   "norm",   "logits"};
    return kNames[static_cast<int>(stage)];
}

struct StageProfile::Timing {
    template <auto Op, class Args>
    static void timed(Stage stage, const Args& op, kernels::Pool& pool, std::int64_t bytes)
    {
        const auto start = std::chrono::steady_clock::now();
        (kernels::cpuBackend().*Op)(op, pool);
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
        StageRow& row = entered->m_rows[static_cast<std::size_t>(stage)];
        ++row.calls;
        row.seconds += spent.count();
        row.bytes += bytes;
    }

    static kernels::Backend backend()
    {
        using kernels::Backend;
        using kernels::Pool;
        Backend ops = kernels::cpuBackend();
        ops.embed = [](const kernels::Embed& op, Pool& pool) {
            entered->m_tokens += op.tokens;
            timed<&Backend::embed>(Stage::Embed, op, pool, 0);
        };
        ops.normQkv = [](const kernels::NormQkv& op, Pool& pool) {
            entered->m_next = Stage::Output; // the order of the ops is the same in all pages
            timed<&Backend::normQkv>(Stage::Qkv, op, pool, bytesOf({op.q, op.k, op.v}));
        };
        ops.attend = [](const kernels::Attend& op, Pool& pool) {
            timed<&Backend::attend>(Stage::Attention, op, pool, 0);
        };
        ops.projectAdd = [](const kernels::ProjectAdd& op, Pool& pool) {
            timed<&Backend::projectAdd>(entered->m_next, op, pool, bytesOf({op.weight}));
        };
        ops.normGateUp = [](const kernels::NormGateUp& op, Pool& pool) {
            entered->m_next = Stage::Down;
            timed<&Backend::normGateUp>(Stage::GateUp, op, pool, bytesOf({op.gate, op.up}));
        };
        ops.routeExperts = [](const kernels::RouteExperts& op, Pool& pool) {
            timed<&Backend::routeExperts>(Stage::Router, op, pool, 0);
        };
        ops.mixExperts = [](const kernels::MixExperts& op, Pool& pool) {
            timed<&Backend::mixExperts>(Stage::Experts, op, pool, 0);
        };
        ops.normalize = [](const kernels::Normalize& op, Pool& pool) {
            timed<&Backend::normalize>(Stage::Norm, op, pool, 0);
        };
        ops.logits = [](const kernels::Logits& op, Pool& pool) {
            timed<&Backend::logits>(Stage::Logits, op, pool, bytesOf({op.head}));
        };
        return ops;
    }
};

StageProfile::StageProfile() : m_ops(Timing::backend())
{
    assert(!entered);
    entered = this;
    clear();
}

StageProfile::~StageProfile()
{
    entered = nullptr;
}

void StageProfile::clear()
{
    for (int i = 0; i < kStages; ++i)
        m_rows[static_cast<std::size_t>(i)] = {static_cast<Stage>(i)};
    m_tokens = 0;
}

std::vector<StageRow> StageProfile::rows() const
{
    std::vector<StageRow> called;
    for (const StageRow& row : m_rows)
        if (row.calls > 0)
            called.push_back(row);
    return called;
}

double StageProfile::seconds() const
{
    double sum = 0;
    for (const StageRow& row : m_rows)
        sum += row.seconds;
    return sum;
}

} // namespace engine::measure
