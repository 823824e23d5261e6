// SPDX-License-Identifier: GPL-3.0-or-later
// What a result says: a ranked table with intervals and verdicts, and the traps it has found. Free functions, any
// thread.
#pragma once

#include "engine/lab/result.h"
#include "engine/lab/statistics.h"

#include <string>
#include <vector>

namespace engine::lab
{

// What candidates are ranked by. All but the memory are compared as rates: larger is better.
enum class Metric { DecodeRate, PrefillRate, FirstToken, Total };
const char* name(Metric metric);  // "decode", "prefill", "first token", "total": as on the command line
const char* title(Metric metric); // "Generating", "Reading", "First token", "Whole answer": for people
const char* unit(Metric metric);  // "tok/s", "tok/s", "ms", "s"

struct Figure {        // over the runs that count
    double median = 0; // in the metric's unit
    Interval interval; // of the median, bootstrap, 95 %
    int runs = 0;
};

struct Row {
    int candidate = 0; // number in the experiment
    int rank = 0;      // 1: the best; 0: it did not run
    std::string name;
    std::string failure; // a sentence, where it did not run or not wholly
    Figure decode, prefill, firstToken, total;
    double p50 = 0, p95 = 0, p99 = 0; // ms between tokens, over all runs
    Histogram between;                // of the same
    measure::MemoryUse memory;
    std::int64_t peakBytes = 0;
    double bandwidthShare = -1; // of what the machine's memory gives, 0 .. 1; -1: not known
    double joulesPerToken = -1; // of the GPU, or of the processor where it computes
    double gpuPercent = -1, gpuWatts = -1;
    double acceptedShare = -1; // of tokens guessed ahead; -1: none were
    int disturbedRuns = 0;
    Comparison againstFirst; // of the metric; the first candidate itself: ratio 1, Noise
    Comparison againstBest;  // judged more strictly: all pairs of candidates together err in 5 % of the experiments
};

struct Table {
    Metric metric = Metric::DecodeRate;
    int prompt = -1;                // -1: all of them together
    std::vector<Row> rows;          // ranked, those that did not run last
    std::vector<std::string> notes; // sentences: disturbed runs, too few runs, stopped
};

// Runs that were disturbed count like others: leaving them out could hide what a candidate does to the machine.
Table tabulate(const Result& result, Metric metric = Metric::DecodeRate, int prompt = -1);

// Settings that cost more than they seem to, each with the measured numbers: "Q4_0 keys and values halve the speed
// here: 41 → 20 tok/s." Only differences that are not noise, between candidates that differ in that setting alone.
std::vector<std::string> traps(const Result& result);

// The best candidate that ran, whose settings are to be applied; -1: none.
int winner(const Table& table);

// Table, notes, traps and partings as text of plain columns.
std::string toText(const Result& result, const Table& table);

// The rows as comma-separated values with a line of titles (RFC 4180).
std::string toCsv(const Table& table);

} // namespace engine::lab
