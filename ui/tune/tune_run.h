// SPDX-License-Identifier: GPL-3.0-or-later
// Carries an order out: calibrates, writes the new model, measures what was lost and how fast both are. Blocking; one
// thread. What it leaves after a stop is what the same order goes on from.
#pragma once

#include "ui/tune/tune_order.h"

#include <QJsonObject>

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace ui
{

struct TuneProgress {
    enum class Phase { Starting, Calibrating, Quantizing, Probing, Verifying, Pruning, MeasuringLoss, MeasuringSpeed };
    Phase phase = Phase::Starting;
    int index = 0; // of `count` steps of the phase, from 0
    int count = 0;
    std::string what;  // a tensor, a group, a type: from the file, so plain text
    double share = 0;  // of the phase
    double bytes = 0;  // of the new file, so far
    double rate = 0;   // bytes of the new file a second, 0: not known
    double memory = 0; // bytes of the process
    double kld = -1;   // so far; -1: not measured yet
    double kldError = 0;
    // What became known since the last call: a tensor and its relative error (of its weights when quantized, the root
    // of its outputs' share of energy when pruned).
    std::vector<std::pair<std::string, double>> errors;
};

struct TuneHooks {
    std::function<void(const TuneProgress&)> progress; // at most every 50 ms or so, and at each finished tensor
    std::function<void()> written;                     // the new file has its name; only measuring is left
};

struct TuneOutcome {
    enum class End { Done, Stopped, Failed };
    End end = End::Done;
    bool written = false; // the new file is there
    std::string error;    // a sentence: why it failed, or, of a file that is there, why it could not be measured
    std::string sourceHash;
    std::string textHash;     // SHA-256 of the calibration text
    std::string recipe;       // as in the new file's metadata
    QJsonObject measurements; // see measurements() in the .cpp
};

struct TuneTask {
    TuneOrder order;
    std::string chats;    // the text where order.text is Chats
    bool written = false; // by this order, before: only measure
    int threads = 0;
};

// Never throws. Polls `stop`.
TuneOutcome runTune(const TuneTask& task, const std::atomic<bool>& stop, const TuneHooks& hooks);

// Removes what a stopped order left; never the source, not a finished file, and nothing that somebody is at work on.
void discardTune(const TuneOrder& order);

// Tokens a second of the model when it writes, measured on this thread. `device` is for people.
struct TuneSpeed {
    std::string error; // a sentence, or empty
    double rate = 0;
    double deviation = 0;
    double joules = -1;     // of a token; -1: not told
    std::string energyNote; // why not, a sentence, or empty
    std::string device;
};
TuneSpeed measureSpeed(const std::string& path, int threads, const std::atomic<bool>& stop,
                       const std::function<void(const std::string& step)>& progress = {});

} // namespace ui
