// SPDX-License-Identifier: GPL-3.0-or-later
// What is to be made of a model, as it is kept with its job. A value; pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace ui
{

struct TuneOrder {
    enum class Kind { Quantize, Fit, Prune };
    enum class Method { Plain, Importance, Feedback };                          // of rounding; Fit knows the first two
    enum class Pruning { Magnitude, Wanda, SparseGpt, Layers, Neurons, Heads }; // zeros, or parts that go
    enum class Folding { None, Awq, Smooth }; // scales that are folded in before rounding; of Quantize
    enum class Text { Shipped, File, Chats }; // to calibrate on

    Kind kind = Kind::Quantize;
    std::string source; // paths
    std::string target;
    std::string preset = "Q4_K_M";
    std::map<std::string, std::string> types; // tensor to type: what is chosen otherwise than the preset does
    Method method = Method::Importance;
    bool allowRequantize = false;
    std::uint64_t fileBytes = 0;   // limits of Fit; 0: none
    std::uint64_t memoryBytes = 0; // of weights, cache and scratch
    std::int64_t context = 0;      // tokens that memory is planned for; 0: the engine's choice
    Pruning pruning = Pruning::Wanda;
    double sparsity = 0.5; // share of zeros
    int keep = 0;          // or: so many of each `of` neighbours stay
    int of = 0;
    double deviations = 0; // or: magnitudes below so many standard deviations of their matrix go
    bool outliers = false; // zeros: layers with more outliers keep more of their weights (OWL)
    int removed = 1;       // layers, or groups of heads in each layer
    double neurons = 0.25; // share that goes
    Folding folding = Folding::None;
    Text text = Text::Shipped;
    std::string textFile;
    int evaluatedTokens = 8192; // that the loss is measured on, at most; 0: not at all

    bool operator==(const TuneOrder&) const = default;

    bool truncates() const;       // by `deviations`, where they have a say
    bool usesOutliers() const;    // OWL, where it has a say
    bool cuts() const;            // whole parts go: the file becomes smaller
    bool needsText() const;       // some method that calibrates
    std::string kindName() const; // "quantize", "fit", "prune"
    std::string recipe() const;   // for people who know the field: "Q4_K_M, importance matrix"

    std::string toJson() const;
    // What of it is good; the rest as it is above. Paths stay as they are: whoever runs it looks at them.
    static TuneOrder fromJson(const std::string& json);
};

} // namespace ui
