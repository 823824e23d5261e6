// SPDX-License-Identifier: GPL-3.0-or-later
// The report as plain columns and as comma-separated values.
#include "engine/lab/report.h"

#include <algorithm>
#include <cstdio>

namespace engine::lab
{
namespace
{

template <class... Values>
std::string line(const char* format, Values... values)
{
    char text[240];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

std::string number(double value)
{
    return line(value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
}

const Figure& figureOf(const Row& row, Metric metric)
{
    switch (metric) {
    case Metric::PrefillRate:
        return row.prefill;
    case Metric::FirstToken:
        return row.firstToken;
    case Metric::Total:
        return row.total;
    default:
        return row.decode;
    }
}

std::string judged(const Comparison& comparison)
{
    return line("x%.2f [%.2f, %.2f] %s", comparison.ratio, comparison.interval.low, comparison.interval.high,
                name(comparison.verdict));
}

std::size_t width(const std::string& text) // characters, not bytes
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string columns(const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> widths;
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths.resize(std::max(widths.size(), i + 1));
            widths[i] = std::max(widths[i], width(row[i]));
        }
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string gap(widths[i] - width(row[i]), ' ');
            text += i == 1 ? row[i] + gap : gap + row[i]; // names to the left, numbers to the right
            text += i + 1 < row.size() ? "  " : "";
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += "\n";
    }
    return text;
}

std::vector<std::string> cells(const Row& row, Metric metric)
{
    if (row.rank == 0)
        return {"-", row.name};
    const Figure& figure = figureOf(row, metric);
    const std::int64_t bytes = row.memory.weights + row.memory.cache + row.memory.scratch;
    return {std::to_string(row.rank),
            row.name,
            number(figure.median),
            "[" + number(figure.interval.low) + ", " + number(figure.interval.high) + "]",
            judged(row.againstFirst),
            name(row.againstBest.verdict),
            number(row.firstToken.median),
            number(row.prefill.median),
            number(row.decode.median),
            number(row.p50),
            number(row.p95),
            number(row.p99),
            line("%.0f", static_cast<double>(bytes) / (1 << 20)),
            row.bandwidthShare >= 0 ? line("%.0f %%", 100 * row.bandwidthShare) : "-",
            row.acceptedShare >= 0 ? line("%.0f %%", 100 * row.acceptedShare) : "-",
            row.joulesPerToken >= 0 ? number(row.joulesPerToken) : "-"};
}

std::string onMachine(const Machine& machine)
{
    std::string text =
        machine.processor + ", " + machine.instructions +
        line(", %d threads, %.1f GiB", machine.threads, static_cast<double>(machine.memoryBytes) / (1 << 30));
    if (machine.readBandwidth > 0)
        text += line(", memory reads %.1f GB/s", machine.readBandwidth / 1e9);
    if (!machine.gpu.empty())
        text += ", " + machine.gpu;
    return text + "; " + machine.system + "; Fettle " + machine.version +
           (machine.commit.empty() ? "" : " (" + machine.commit + ")");
}

std::string partingLine(const Result& result, const Parting& parting)
{
    const auto quoted = [](const std::string& token) {
        return token.empty() ? std::string("its end") : "\"" + token + "\"";
    };
    return result.experiment.candidates[static_cast<std::size_t>(parting.candidate)].name + ", " +
           result.experiment.prompts[static_cast<std::size_t>(parting.prompt)].name + ": parts from the first after " +
           std::to_string(parting.equalTokens) + " tokens, " + quoted(parting.first) + " there and " +
           quoted(parting.other) + " here" + (parting.divergence >= 0 ? line(" (KL %.2g)", parting.divergence) : "") +
           ".\n";
}

// Answers that part from the first candidate's, and how many are the same to the last token.
std::string partingLines(const Result& result)
{
    std::string text;
    std::size_t same = 0;
    for (const Parting& parting : result.partings) {
        same += parting.same;
        text += parting.same ? "" : partingLine(result, parting);
    }
    if (!result.partings.empty())
        text += std::to_string(same) + " of " + std::to_string(result.partings.size()) +
                " answers are the first candidate's, token by token.\n";
    return text;
}

// Each sentence once, with whom it is about.
std::string failureLines(const Table& table)
{
    std::vector<std::pair<std::string, std::vector<std::string>>> sentences;
    for (const Row& row : table.rows) {
        if (row.failure.empty())
            continue;
        const auto known = std::find_if(sentences.begin(), sentences.end(),
                                        [&](const auto& entry) { return entry.first == row.failure; });
        (known == sentences.end() ? sentences.emplace_back(row.failure, std::vector<std::string>()) : *known)
            .second.push_back(row.name);
    }
    std::string text;
    for (const auto& [sentence, names] : sentences)
        text +=
            (names.size() == 1 ? names.front() : std::to_string(names.size()) + " candidates") + ": " + sentence + "\n";
    return text;
}

std::string quotedCsv(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string result = "\"";
    for (const char c : text)
        result += c == '"' ? std::string("\"\"") : std::string(1, c);
    return result + "\"";
}

} // namespace

std::string toText(const Result& result, const Table& table)
{
    std::string text = (result.experiment.name.empty() ? std::string("Experiment") : result.experiment.name) + ", " +
                       result.time + "\n" + onMachine(result.machine) + "\n\n";
    std::vector<std::vector<std::string>> rows{
        {"", "settings", std::string(name(table.metric)) + " " + unit(table.metric), "median, 95 %",
         "against the first", "against the best", "first ms", "read tok/s", "write tok/s", "p50 ms", "p95", "p99",
         "MiB", "bandwidth", "guessed", "J/token"}};
    for (const Row& row : table.rows)
        rows.push_back(cells(row, table.metric));
    text += columns(rows) + "\n";
    text += failureLines(table);
    for (const std::string& note : table.notes)
        text += note + "\n";
    for (const std::string& trap : traps(result))
        text += "Trap: " + trap + "\n";
    text += partingLines(result);
    return text;
}

std::string toCsv(const Table& table)
{
    std::string text = "rank,settings,decode_tokens_per_second,decode_low,decode_high,prefill_tokens_per_second,first_"
                       "token_ms,total_s,ratio_to_first,ratio_low,ratio_high,verdict,"
                       "verdict_against_best,p50_ms,p95_ms,p99_ms,weights_bytes,cache_bytes,scratch_bytes,peak_bytes,"
                       "bandwidth_share,joules_per_token,runs,disturbed_runs,failure\r\n";
    for (const Row& row : table.rows) {
        text += std::to_string(row.rank) + "," + quotedCsv(row.name);
        for (const double value : {row.decode.median, row.decode.interval.low, row.decode.interval.high,
                                   row.prefill.median, row.firstToken.median, row.total.median, row.againstFirst.ratio,
                                   row.againstFirst.interval.low, row.againstFirst.interval.high})
            text += line(",%.6g", value);
        text += std::string(",") + name(row.againstFirst.verdict) + "," + name(row.againstBest.verdict);
        for (const double value : {row.p50, row.p95, row.p99})
            text += line(",%.6g", value);
        for (const std::int64_t bytes : {row.memory.weights, row.memory.cache, row.memory.scratch, row.peakBytes})
            text += "," + std::to_string(bytes);
        for (const double value : {row.bandwidthShare, row.joulesPerToken})
            text += value >= 0 ? line(",%.6g", value) : ",";
        text += "," + std::to_string(row.decode.runs) + "," + std::to_string(row.disturbedRuns) + "," +
                quotedCsv(row.failure) + "\r\n";
    }
    return text;
}

} // namespace engine::lab
