// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lab/report.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>

namespace engine::lab
{
namespace
{

constexpr double kError = 0.05;
constexpr double kTrap = 0.95; // of the speed: less than that is worth a sentence
constexpr std::size_t kMostTraps = 8;

using Key = std::pair<int, int>; // prompt and repetition: runs of one round are pairs

double rateOf(const RunRecord& run, Metric metric)
{
    const auto inverse = [](double seconds) { return seconds > 0 ? 1 / seconds : 0; };
    switch (metric) {
    case Metric::DecodeRate:
        return run.decodeRate();
    case Metric::PrefillRate:
        return run.prefillRate();
    case Metric::FirstToken:
        return inverse(run.timings.firstTokenSeconds);
    case Metric::Total:
        return inverse(run.totalSeconds);
    }
    return 0;
}

double valueOf(const RunRecord& run, Metric metric) // in its unit
{
    switch (metric) {
    case Metric::FirstToken:
        return run.timings.firstTokenSeconds * 1000;
    case Metric::Total:
        return run.totalSeconds;
    default:
        return rateOf(run, metric);
    }
}

std::vector<const RunRecord*> runsOf(const Result& result, int candidate, int prompt)
{
    std::vector<const RunRecord*> runs;
    for (const RunRecord& run : result.runs)
        if (run.failure.empty() && run.place.candidate == candidate && (prompt < 0 || run.place.prompt == prompt))
            runs.push_back(&run);
    return runs;
}

struct Paired {
    std::vector<double> a, b;
};

Paired pairs(const Result& result, int a, int b, Metric metric, int prompt)
{
    std::map<Key, double> first;
    for (const RunRecord* run : runsOf(result, a, prompt))
        first[{run->place.prompt, run->place.repetition}] = rateOf(*run, metric);
    Paired paired;
    for (const RunRecord* run : runsOf(result, b, prompt))
        if (const auto found = first.find({run->place.prompt, run->place.repetition}); found != first.end()) {
            paired.a.push_back(found->second);
            paired.b.push_back(rateOf(*run, metric));
        }
    return paired;
}

Comparison comparison(const Result& result, int a, int b, Metric metric, int prompt, double error)
{
    const Paired paired = pairs(result, a, b, metric, prompt);
    Comparison found = compare(paired.a, paired.b, error);
    if (a == b && found.pairs > 0) // itself: no difference, however few runs there are
        found.verdict = Verdict::Noise;
    return found;
}

Figure figure(const std::vector<const RunRecord*>& runs, Metric metric)
{
    std::vector<double> values;
    for (const RunRecord* run : runs)
        values.push_back(valueOf(*run, metric));
    return {median(values), bootstrapMedian(values, kError), static_cast<int>(values.size())};
}

double meanOf(const std::vector<const RunRecord*>& runs,
              double (*value)(const RunRecord&)) // of those that are told; -1: none
{
    double sum = 0;
    int count = 0;
    for (const RunRecord* run : runs)
        if (const double told = value(*run); told >= 0) {
            sum += told;
            ++count;
        }
    return count > 0 ? sum / count : -1;
}

void fillTimes(Row& row, const std::vector<const RunRecord*>& runs)
{
    std::vector<double> times;
    for (const RunRecord* run : runs)
        times.insert(times.end(), run->tokenSeconds.begin(), run->tokenSeconds.end());
    row.p50 = 1000 * percentile(times, 0.5);
    row.p95 = 1000 * percentile(times, 0.95);
    row.p99 = 1000 * percentile(times, 0.99);
    row.between = histogram(times);
}

void fillMachine(Row& row, const std::vector<const RunRecord*>& runs, const Result& result)
{
    const bool onProcessor =
        result.experiment.candidates[static_cast<std::size_t>(row.candidate)].settings.device == "cpu";
    std::vector<double> bandwidths;
    std::int64_t guessed = 0, accepted = 0;
    for (const RunRecord* run : runs) {
        row.memory = run->memory;
        row.peakBytes = std::max(row.peakBytes, run->peakBytes);
        row.disturbedRuns += run->disturbed;
        guessed += run->timings.guessedTokens;
        accepted += run->timings.acceptedTokens;
        if (run->bandwidth > 0)
            bandwidths.push_back(run->bandwidth);
    }
    if (onProcessor && !bandwidths.empty() && result.machine.readBandwidth > 0)
        row.bandwidthShare = median(bandwidths) / result.machine.readBandwidth;
    if (guessed > 0)
        row.acceptedShare = static_cast<double>(accepted) / static_cast<double>(guessed);
    row.joulesPerToken = meanOf(runs, [](const RunRecord& run) {
        return run.machine.joules >= 0 && run.tokens > 0 ? run.machine.joules / run.tokens : -1.0;
    });
    row.gpuPercent = meanOf(runs, [](const RunRecord& run) { return static_cast<double>(run.machine.gpuPercent); });
    row.gpuWatts = meanOf(runs, [](const RunRecord& run) { return run.machine.gpuWatts; });
}

Row rowOf(const Result& result, int candidate, int prompt)
{
    Row row;
    row.candidate = candidate;
    row.name = result.experiment.candidates[static_cast<std::size_t>(candidate)].name;
    row.failure = result.facts[static_cast<std::size_t>(candidate)].failure;
    for (const RunRecord& run : result.runs)
        if (row.failure.empty() && run.place.candidate == candidate && (prompt < 0 || run.place.prompt == prompt))
            row.failure = run.failure;
    const auto runs = runsOf(result, candidate, prompt);
    row.decode = figure(runs, Metric::DecodeRate);
    row.prefill = figure(runs, Metric::PrefillRate);
    row.firstToken = figure(runs, Metric::FirstToken);
    row.total = figure(runs, Metric::Total);
    fillTimes(row, runs);
    fillMachine(row, runs, result);
    return row;
}

// Bonferroni: the best one was chosen among all pairs of so many.
double strictError(int candidates)
{
    return kError / std::max(1.0, candidates * (candidates - 1) / 2.0);
}

std::vector<std::string> notesOn(const Result& result, const Table& table)
{
    std::vector<std::string> notes;
    int disturbed = 0, all = 0, fewest = 0, ran = 0;
    for (const Row& row : table.rows) {
        disturbed += row.disturbedRuns;
        all += row.decode.runs;
        fewest = row.rank > 0 && (fewest == 0 || row.againstFirst.pairs < fewest) ? row.againstFirst.pairs : fewest;
        ran += row.rank > 0;
    }
    if (result.stopped)
        notes.push_back("The experiment was stopped before its end; what was measured until then is shown.");
    if (disturbed > 0)
        notes.push_back(std::to_string(disturbed) + " of " + std::to_string(all) +
                        " runs were disturbed, mostly by other programs. Their pairs count, and widen the intervals.");
    if (ran > 1 && fewest < fewestPairs(kError))
        notes.push_back("At least " + std::to_string(fewestPairs(kError)) +
                        " pairs of runs are needed to judge a difference; add repetitions or prompts.");
    if (ran > 2 && fewest >= fewestPairs(kError) && fewest < fewestPairs(strictError(ran)))
        notes.push_back("To tell all " + std::to_string(ran) + " candidates from the best one, " +
                        std::to_string(fewestPairs(strictError(ran))) + " pairs of runs each are needed.");
    return notes;
}

// The place of a value on the way that people take to be faster: a higher one is expected not to cost speed.
std::optional<double> expectation(const Settings& settings, const std::string& key)
{
    if (key == "cache")
        return -static_cast<double>(kernels::bytesOf(settings.cacheType, 256)); // fewer bytes are read
    if (key == "draft_model")
        return settings.draftModel.empty() ? 0 : 1;
    for (const char* number : {"threads", "gpu_layers", "batch", "guess", "draft", "parallel"})
        if (key == number)
            return key == "threads" && settings.threads == 0 ? 1e9 : std::stod(settingText(settings, key));
    if (key == "graph" || key == "sample_on_device" || key == "reuse_prefix")
        return settingText(settings, key) == "true" ? 1 : 0;
    return {};
}

std::string onlyDifference(const Settings& a, const Settings& b) // the key; empty: none, or several
{
    std::string found;
    for (const SettingInfo& info : settingInfos()) {
        if (settingText(a, info.key) == settingText(b, info.key))
            continue;
        if (!found.empty())
            return {};
        found = info.key;
    }
    return found;
}

struct Trap {
    double ratio;
    std::string sentence;
};

std::string speed(double value)
{
    char text[40];
    std::snprintf(text, sizeof text, value < 100 ? "%.1f" : "%.0f", value);
    return text;
}

// Pairs of runs that differ in one setting alone, whatever the others are.
struct Change {
    std::string key;
    Settings from, to; // one example
    Metric metric = Metric::DecodeRate;
    Paired paired;
};

std::vector<Change> changes(const Result& result)
{
    std::vector<Change> all;
    const auto& candidates = result.experiment.candidates;
    for (std::size_t a = 0; a < candidates.size(); ++a)
        for (std::size_t b = 0; b < candidates.size(); ++b) {
            const Settings& from = candidates[a].settings;
            const Settings& to = candidates[b].settings;
            const std::string key = onlyDifference(from, to);
            const auto before = expectation(from, key), after = expectation(to, key);
            if (!before || !after || *after <= *before)
                continue;
            for (const Metric metric : {Metric::DecodeRate, Metric::PrefillRate}) {
                const auto known = std::find_if(all.begin(), all.end(), [&](const Change& change) {
                    return change.key == key && change.metric == metric &&
                           settingText(change.from, key) == settingText(from, key) &&
                           settingText(change.to, key) == settingText(to, key);
                });
                Change& change = known == all.end() ? all.emplace_back(Change{key, from, to, metric, {}}) : *known;
                const Paired paired = pairs(result, static_cast<int>(a), static_cast<int>(b), metric, -1);
                change.paired.a.insert(change.paired.a.end(), paired.a.begin(), paired.a.end());
                change.paired.b.insert(change.paired.b.end(), paired.b.begin(), paired.b.end());
            }
        }
    return all;
}

std::optional<Trap> trapOf(const Change& change, double error)
{
    const Comparison found = compare(change.paired.a, change.paired.b, error);
    const double before = median(change.paired.a), after = median(change.paired.b);
    if (found.verdict != Verdict::Slower || found.ratio > kTrap || after >= before)
        return {};
    const std::string what = change.metric == Metric::DecodeRate ? "generating" : "reading";
    const int lost = static_cast<int>(100 * (1 - after / before) + 0.5); // the speeds that stand beside it
    const std::string effect = lost >= 45 && lost <= 55 ? "about half" : std::to_string(lost) + " %";
    return Trap{found.ratio, valueTitle(change.to, change.key) + " instead of " + valueTitle(change.from, change.key) +
                                 " costs " + effect + " of the speed of " + what + " here: " + speed(before) + " → " +
                                 speed(after) + " tok/s."};
}

} // namespace

const char* name(Metric metric)
{
    static constexpr const char* kNames[] = {"decode", "prefill", "first token", "total"};
    return kNames[static_cast<int>(metric)];
}

const char* title(Metric metric)
{
    static constexpr const char* kTitles[] = {"Generating", "Reading", "First token", "Whole answer"};
    return kTitles[static_cast<int>(metric)];
}

const char* unit(Metric metric)
{
    static constexpr const char* kUnits[] = {"tok/s", "tok/s", "ms", "s"};
    return kUnits[static_cast<int>(metric)];
}

Table tabulate(const Result& result, Metric metric, int prompt)
{
    Table table{metric, prompt, {}, {}};
    const int count = static_cast<int>(result.experiment.candidates.size());
    int reference = -1; // the first one that ran
    int ran = 0;
    for (int candidate = 0; candidate < count; ++candidate) {
        table.rows.push_back(rowOf(result, candidate, prompt));
        const bool has = table.rows.back().decode.runs > 0;
        reference = reference < 0 && has ? candidate : reference;
        ran += has;
    }
    for (Row& row : table.rows)
        if (row.decode.runs > 0)
            row.againstFirst = comparison(result, reference, row.candidate, metric, prompt, kError);
    std::stable_sort(table.rows.begin(), table.rows.end(), [](const Row& a, const Row& b) {
        const double left = a.decode.runs > 0 ? a.againstFirst.ratio : -1;
        return left > (b.decode.runs > 0 ? b.againstFirst.ratio : -1);
    });
    int rank = 0;
    for (Row& row : table.rows)
        if (row.decode.runs > 0) {
            row.rank = ++rank;
            row.againstBest =
                comparison(result, table.rows.front().candidate, row.candidate, metric, prompt, strictError(ran));
        }
    table.notes = notesOn(result, table);
    return table;
}

std::vector<std::string> traps(const Result& result)
{
    std::vector<Trap> found;
    const std::vector<Change> all = changes(result);
    for (const Change& change : all)
        if (auto trap = trapOf(
                change,
                kError / static_cast<double>(all.size()))) // Bonferroni: all together err in 5 % of the experiments
            found.push_back(std::move(*trap));
    std::stable_sort(found.begin(), found.end(), [](const Trap& a, const Trap& b) { return a.ratio < b.ratio; });
    std::vector<std::string> sentences;
    for (Trap& trap : found)
        if (sentences.size() < kMostTraps)
            sentences.push_back(std::move(trap.sentence));
    return sentences;
}

int winner(const Table& table)
{
    return !table.rows.empty() && table.rows.front().rank == 1 ? table.rows.front().candidate : -1;
}

} // namespace engine::lab
