// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers that make an architecture, read from a file and validated once.
#pragma once

#include "engine/model/architecture.h"
#include "engine/model/rope_settings.h"

#include <cstdint>
#include <string>
#include <vector>

namespace engine::files
{
class GgufFile;
}

namespace engine::model
{

struct ExpertsConfig { // a mixture in place of each feed-forward part
    int count = 0;     // 0: no mixture
    int used = 0;      // per token, 1 .. count
    bool sharesSumToOne = true;
};

enum class Pooling { None, Mean, FirstToken, LastToken }; // how an encoder's tokens become one vector; GGUF's numbers

struct Config {
    const Architecture* family = nullptr; // a row of the table
    std::string architecture;  // as in general.architecture
    std::string name;          // general.name, may be empty; shown to people, so plain text only
    int layers = 0;            // 1 .. 1024
    int dim = 0;               // width of the residual stream
    int heads = 0;             // query heads
    int kvHeads = 0;           // key and value heads; divides heads
    int headDim = 0;           // even where RoPE is used
    int ffn = 0;               // inner width of the feed-forward part, or of one expert
    int vocabulary = 0;        // rows of the token embedding
    std::int64_t context = 0;  // positions it was trained for
    float normEps = 0;
    float embeddingScale = 1;
    float attentionScale = 1;   // of q k
    float attentionSoftCap = 0; // 0: none
    float logitSoftCap = 0;     // 0: none
    std::vector<std::int64_t> windows; // [layers]: positions that a layer sees, 0: all
    RopeSettings rope;          // of layers that see all
    RopeSettings localRope;     // of layers with a window
    ExpertsConfig experts;
    Pooling pooling = Pooling::None;   // encoders
    std::vector<std::string> labels;   // of a classifying head, one per row; empty without one
    kernels::Activation headActivation = kernels::Activation::Tanh; // between the head's two projections

    Page page() const { return experts.count > 0 ? Page::Experts : family->page; }
    bool isEncoder() const { return family->page == Page::Encoder; }
    bool learnedPositions() const { return family->rope == kernels::RopeKind::None; } // none past `context`
    std::int64_t window(int layer) const { return windows[static_cast<std::size_t>(layer)]; }
    // Of one layer, for a cache of `capacity` positions; points into this object.
    kernels::Rope ropeOf(int layer, std::int64_t capacity) const;

    // Keys, below "<architecture>.": block_count, embedding_length, feed_forward_length, expert_feed_forward_length,
    // context_length, embedding_scale, attn_logit_softcapping, final_logit_softcapping, expert_count,
    // expert_used_count, expert_weights_norm, expert_gating_func, pooling_type, classifier.output_labels,
    // classifier.activation ("tanh", "relu"; ours), attention.{head_count, head_count_kv, key_length, value_length,
    // layer_norm_rms_epsilon, layer_norm_epsilon, scale, sliding_window, sliding_window_pattern}, rope.freq_base_swa;
    // and those of RopeSettings.
    // Throws engine::Error: Unsupported (the architecture is named), BadFile (the key is named).
    static Config fromGguf(const files::GgufFile& file);
};

} // namespace engine::model
