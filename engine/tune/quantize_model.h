// SPDX-License-Identifier: GPL-3.0-or-later
// A model's file into a smaller one: planned to the byte before anything is written, done tensor by tensor in some tens
// of MiB of memory whatever the model's size, and taken up again after a crash where it was.
//
// While it runs there is "<out>.part", and beside it "<out>.part.journal" with the SHA-256 of each finished tensor; the
// part gets its name when it is whole and on the disk. What was asked and what it was made from stand in the new file's
// metadata (fettle.parent.*, fettle.recipe, quantize.imatrix.*).
#pragma once

#include "engine/tune/choose_types.h"
#include "engine/tune/rounder.h"

#include <atomic>
#include <filesystem>
#include <functional>

namespace engine::tune
{

class Folding;

struct QuantizeOptions {
    TypeOptions types;                // types.importance is set by whether there is a file of it
    std::filesystem::path importance; // or empty
    bool allowRequantize = false;     // take blocks as a source too: what they lost stays lost
    std::string calibration;          // SHA-256 of the text that any of this was calibrated on, for the lineage
    bool lineage = true;              // the fettle.* keys; without them the size is llama-quantize's, to the byte
    bool keepPart = true;             // after a stop, so that the same order goes on from there
    int threads = 0;                  // 0: those that this process may use
    Rounder* rounder = nullptr;       // or one that is asked first, for instance feedbackRounder(); outlives the call
    const Folding* folding = nullptr; // or scales that are folded in before rounding (folding.h); outlives the call. A
                                      // rounder has to know of the same ones
};

// What happened to one tensor.
struct TensorReport {
    std::string name;
    files::TensorType from;
    files::TensorType to;
    std::uint64_t bytes = 0;     // written
    double relativeError = 0;    // sqrt(sum (w - w')^2 / sum w^2); 0 where copied
    double weightedError = 0;    // the same with the importance as weight; 0 without
    bool fellBack = false;       // as in TypeChoice
    bool weighted = false;       // importance was used
    bool resumed = false;        // found finished from before
    bool rounded = false;        // a rounder's bytes, better on inputs that it had not seen
    double plainOutputError = 0; // |(W - W') x|^2 / |W x|^2 there of the plain quantizer; 0 where no rounder was asked
    double outputError = 0;      // and of the rounder
};

struct QuantizePlan {
    std::vector<TensorReport> tensors; // in the order of writing; errors are 0
    std::uint64_t sourceBytes = 0;     // of the file
    std::uint64_t bytes = 0;           // of the new file, exactly
    double bitsPerWeight = 0;          // of its tensors
    std::vector<std::byte> head;       // of the new file, its parent's hash apart: metadata and table of tensors
    std::uint64_t headPadding = 0;     // bytes of the head at its end that say nothing
};

enum class QuantizePhase { Checking, Quantizing, Finishing };

struct QuantizeProgress {
    QuantizePhase phase = QuantizePhase::Quantizing;
    const TensorReport* tensor = nullptr; // at work, or just finished
    bool finished = false;                // it is whole now
    std::size_t index = 0;                // of it
    std::size_t count = 0;                // of all
    std::uint64_t bytes = 0;              // of the new file, so far
    std::uint64_t ofBytes = 0;
};

// Flags that any thread may set; looked at between rows.
struct QuantizeControl {
    const std::atomic<bool>& stop;
    const std::atomic<bool>* pause = nullptr; // while it is set, what was begun waits

    bool paused() const { return pause != nullptr && *pause; }
};

struct QuantizeResult {
    QuantizePlan plan;      // with errors
    std::string parentHash; // SHA-256 of the source, of several parts each; empty for a folder, or without lineage
    double seconds = 0;
    std::uint64_t resumedBytes = 0; // of the new file, found from before
};

// What quantizeModel would do, from metadata alone. `source`: a GGUF file, any part of a split one, or a folder from
// the hub. Throws engine::Error as quantizeModel does, but for what only reading the weights shows.
QuantizePlan planQuantize(const std::filesystem::path& source, const QuantizeOptions& options);

// Runs on the caller's thread, with helpers; `progress` is called there, at least twice a second while rows are done.
// The same bytes for any number of threads, and whether or not it was interrupted.
// Throws engine::Error: NotFound, BadFile (source or importance damaged, changed while it was read, or weights that are
// no numbers: the tensor is named), Unsupported, BadSetting (output is the source, importance is missing where it is
// needed or does not fit, the source is quantized already), NotWritten (space is looked at first), Stopped.
QuantizeResult quantizeModel(const std::filesystem::path& source, const std::filesystem::path& out,
                             const QuantizeOptions& options, const QuantizeControl& control,
                             const std::function<void(const QuantizeProgress&)>& progress = {});

} // namespace engine::tune
