// SPDX-License-Identifier: GPL-3.0-or-later
// Channels of an input made smaller or larger where nothing but rounding can tell: what makes the input is divided by
// s, and the columns of the matrices that read it are multiplied by s. AWQ (Lin et al. 2023, section 3.2) chooses s so
// that columns of large inputs keep more of their bits, SmoothQuant (Xiao et al. 2023, section 4) so that inputs in 8
// bits do. The file stays an ordinary one. Used by one thread at a time; const while a model is quantized with it.
#pragma once

#include "engine/tune/activations.h"

#include <map>
#include <string>
#include <vector>

namespace engine::tune
{

struct QuantizeOptions;

// What a tensor's values are multiplied by; empty: nothing.
struct TensorScales {
    std::vector<float> rows; // [rows]
    std::vector<float> cols; // [cols]
};

struct Fold {              // of one input of one layer
    std::string place;     // "blk.3.attn_norm" or the tensor whose rows are divided
    double alpha = 0;      // the exponent that was chosen
    double error = 0;      // AWQ: tr(D H D^T) of the matrices behind, rounded as they will be
    double plainError = 0; // the same without a fold
};

class Folding
{
public:
    // Whether something that makes this input can be divided: norms before attention and the feed-forward part, rows of
    // up before down where the activation allows it, rows of v before the output of attention.
    static bool isPossible(const model::Model& model, Input input);
    // Of how many channels: the input's width; of AttentionOutput those of v, which query heads share.
    static std::int64_t channels(const model::Model& model, Input input);

    // `scales` [channels], each above 0, on top of what was folded before.
    void fold(const model::Model& model, Input input, int layer, std::span<const float> scales);

    const TensorScales* of(const std::string& tensor) const; // null: as it is
    std::string identity() const;                            // of all scales, for journals
    bool empty() const { return m_tensors.empty(); }

    std::vector<Fold> folds; // what was chosen, in order
    std::string recipe;      // "--awq" or "--smooth 0.5"

private:
    void divideRows(const model::Model& model, const std::string& tensor, std::int64_t first,
                    std::span<const float> scales);
    void divideVector(const model::Model& model, const std::string& tensor, std::int64_t first,
                      std::span<const float> scales);
    void multiplyColumns(const model::Model& model, const std::string& tensor, std::span<const float> scales);

    std::map<std::string, TensorScales> m_tensors;
};

struct FoldOptions {
    std::string text;
    std::int64_t window = 512; // tokens
    std::int64_t windows = 0;  // at most; 0: all
    int threads = 0;
    int steps = 20;          // AWQ: exponents tried, 0, 1/steps .. (steps - 1)/steps
    std::int64_t rows = 512; // AWQ: of each matrix, at most, to try on
};

// s = mean|x|^alpha, over the root of its largest times its smallest; of each input the alpha with the least output
// error of its matrices, rounded as `quantize` says. alpha = 0 is no fold, so that none is worse than before on the
// text. Throws engine::Error as planQuantize and observeActivations do, and Unsupported where nothing of the model can
// be folded.
Folding awqFolding(const std::filesystem::path& source, const QuantizeOptions& quantize, const FoldOptions& options,
                   const std::atomic<bool>& stop,
                   const std::function<void(std::size_t layer, std::size_t layers)>& progress = {});

// s = max|x|^alpha / max|w|^(1 - alpha) at the norms, alpha 0 .. 1.
Folding smoothFolding(const std::filesystem::path& source, double alpha, const FoldOptions& options,
                      const std::atomic<bool>& stop);

} // namespace engine::tune
