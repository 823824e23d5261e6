// SPDX-License-Identifier: GPL-3.0-or-later
// Where the time of a forward pass goes: the processor's ops with a clock around each. Costs two looks at the clock per
// op; nothing where it is not used. The ops work on the thread that has entered the profile.
#pragma once

#include "kernels/ops.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace engine::measure
{

enum class Stage { Embed, Qkv, Attention, Output, GateUp, Down, Router, Experts, Norm, Logits };
inline constexpr int kStages = 10;
const char*
name(Stage stage); // "embed", "qkv", "attention", "output", "gate/up", "down", "router", "experts", "norm", "logits"

struct StageRow {
    Stage stage;
    std::int64_t calls = 0;
    double seconds = 0;
    std::int64_t bytes = 0; // of the weights that were read, each once per call
};

class StageProfile
{
public:
    StageProfile(); // enters it on this thread; one at a time
    ~StageProfile();
    StageProfile(const StageProfile&) = delete;
    StageProfile& operator=(const StageProfile&) = delete;

    const kernels::Backend& ops() const { return m_ops; }
    void clear();
    std::vector<StageRow> rows() const;              // those that were called, in the order of the page
    double seconds() const;                          // of all
    std::int64_t tokens() const { return m_tokens; } // that went through

private:
    struct Timing; // writes to it
    kernels::Backend m_ops;
    std::array<StageRow, kStages> m_rows;
    std::int64_t m_tokens = 0;
    Stage m_next = Stage::Output; // what the next projection is
};

} // namespace engine::measure
