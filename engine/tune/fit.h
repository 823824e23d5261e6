// SPDX-License-Identifier: GPL-3.0-or-later
// "Make it fit": the type of each tensor so that a file, or a loaded model with its context, takes no more than so many
// bytes and is as near to the source as can be. The loss of each group of tensors (kind of matrix by depth) is
// measured: the KL divergence that quantizing this group alone costs. Single losses add up nearly (Frantar & Alistarh
// 2022, "Optimal Brain Compression", and llama.cpp's pull request 15550 rest on that), so the best assignment is a
// knapsack (allocate.h). The result is compared with the best preset that fits, on text that the search has not seen,
// and must be better by two standard errors to be chosen.
//
// Limits hold to the byte: a file of exactly as many bytes as are allowed is found, where the types for it are among
// those that are tried, and what the smallest of them take is known before anything is measured.
#pragma once

#include "engine/tune/divergence.h"
#include "engine/tune/quantize_model.h"

namespace engine::tune
{

struct FitOptions {
    std::uint64_t fileBytes = 0;       // at most, of the file; 0: no limit on it
    std::uint64_t memoryBytes = 0;     // at most, of weights, cache and scratch on the processor; 0: no limit on it
    std::int64_t context = 0;          // positions, for memoryBytes
    std::string text;                  // the first half is for probes, the second for the verdict
    std::int64_t window = 512;         // tokens
    std::int64_t probeTokens = 16'384; // read by each probe at most
    int depths = 4;                    // groups of layers
    std::filesystem::path importance;  // or empty
    int threads = 0;
    bool keepWork = true;     // after a stop, so that the same order goes on from there
    std::string feedbackText; // or empty: what is written is rounded with feedback on it (K-GPTQ), the preset too
};

enum class FitPhase { MeasuringTypes, Probing, Writing, Verifying };

struct FitProgress {
    FitPhase phase;
    std::size_t index = 0; // of `count` steps
    std::size_t count = 0;
    std::string what; // a type, a group, a file: plain text
};

struct FittedTensor {
    std::string name;
    files::TensorType type;
    std::uint64_t bytes = 0;
    double predicted = 0; // its part of the divergence, nats
};

struct FitResult {
    std::vector<FittedTensor> tensors; // those that were free to choose
    std::uint64_t bytes = 0;           // of the file that was written
    double predicted = 0;              // sum over the tensors
    std::size_t probes = 0;
    Divergence fitted;              // on the second half of the text
    const Preset* preset = nullptr; // the largest that fits; null where none does
    std::uint64_t presetBytes = 0;
    Divergence presetLoss;  // likewise
    Difference difference;  // fitted - preset, paired
    bool presetWon = false; // the file is the preset's: the search was not better by two standard errors

    std::string tensorTypeArguments() const; // for llama-quantize: --tensor-type "^name$=type" ...
};

// Writes `out` and nothing else that stays; the work's files lie in a folder beside it meanwhile (fit_work.h), from
// which the same order goes on after a stop or a crash, to the same bytes. `source` is an unquantized model. Throws
// engine::Error as quantizeModel and divergence do, and BadSetting where `out` is the source, the text is too short for
// its two halves, or the smallest types do not fit, with the bytes that are needed.
FitResult fitModel(const std::filesystem::path& source, const std::filesystem::path& out, const FitOptions& options,
                   const std::atomic<bool>& stop, const std::function<void(const FitProgress&)>& progress = {});

} // namespace engine::tune
