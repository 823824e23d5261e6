// SPDX-License-Identifier: GPL-3.0-or-later
// The architectures that are built in, as rows of one table: what their files do not say, because it is the same for
// all models of the name. Names, keys and tensors are those of llama.cpp's converter; "opt" is ours, in its manner.
#pragma once

#include "kernels/ops.h"

#include <string>
#include <string_view>

namespace engine::model
{

// Which page of the forward pass computes a model.
enum class Page {
    Decoder, // forward_decoder.cpp: pre-norm, gated feed-forward part
    Gpt2,    // forward_gpt2.cpp: pre-norm, plain feed-forward part, learned positions
    Experts, // forward_experts.cpp: as Decoder, with a mixture of experts
    Encoder  // forward_encoder.cpp: post-norm, every token sees all
};

struct Architecture {
    const char* name; // general.architecture
    Page page;
    kernels::NormKind norm;
    kernels::Activation activation;
    kernels::RopeKind rope;
    bool joinedQkv = false;      // one tensor attn_qkv: the rows of q, then k, then v
    bool joinedGateUp = false;   // ffn_up holds the gate's rows, then those of up
    bool headNorms = false;      // attn_q_norm, attn_k_norm (optional tensors in all others)
    bool postNorms = false;      // post_attention_norm, post_ffw_norm: of a block's result before it is added
    bool scaledEmbedding = false; // by sqrt(dim)
    int windowPeriod = 0;        // n > 0: each n-th layer sees everything, the others the window; 0: all see the window
    float localRopeBase = 0;     // > 0: theta of the layers with a window, which then scale no positions
    int positionOffset = 0;      // the first row of position_embd that is used
    int layersOf27B = 0;         // the size whose queries are scaled by dim / heads instead of the head's width
};

// Throws engine::Error(Unsupported) that names the architecture and what is built in instead. `file` for the sentence.
const Architecture& findArchitecture(std::string_view name, const std::string& file);

} // namespace engine::model
