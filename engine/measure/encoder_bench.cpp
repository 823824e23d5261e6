// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/measure/encoder_bench.h"

#include "engine/error.h"
#include "engine/measure/energy_meter.h"
#include "engine/model/encoder.h"

#include <algorithm>
#include <chrono>
#include <random>

namespace engine::measure
{
namespace
{

using Clock = std::chrono::steady_clock;
using Text = std::vector<std::int32_t>;

double since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

double medianOf(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.empty() ? 0 : values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

model::Encoder encoderOf(const model::Model& model, int threads)
{
    if (model.gpu())
        return model::Encoder(model.config(), model.gpuWeights(), model.gpu());
    return model::Encoder(model.config(), model.weights(), threads == 0 ? kernels::Pool::availableThreads() : threads);
}

void requireRange(const char* what, int value, int least, int most)
{
    if (value < least || value > most)
        throw Error(ErrorKind::BadSetting, std::string("The setting \"") + what + "\" is " + std::to_string(value) +
                                               "; it must be from " + std::to_string(least) + " to " +
                                               std::to_string(most) + ".");
}

void requireGoing(const std::atomic<bool>& stop)
{
    if (stop)
        throw Error(ErrorKind::Stopped, "The benchmark was stopped.");
}

int numberOfLabel(const model::Model& model, const std::string& label)
{
    const auto& labels = model.config().labels;
    const auto found = std::find(labels.begin(), labels.end(), label);
    if (found != labels.end())
        return static_cast<int>(found - labels.begin());
    std::string known;
    for (const std::string& one : labels)
        known += (known.empty() ? "" : ", ") + one;
    throw Error(ErrorKind::BadSetting,
                "The label \"" + label.substr(0, 60) + "\" is none of the model's: " + known.substr(0, 400) + ".");
}

} // namespace

double EncoderBenchRow::medianSeconds() const
{
    return medianOf(seconds);
}

double EncoderBenchRow::textsPerSecond() const
{
    const double median = medianSeconds();
    return median > 0 ? batch / median : 0;
}

std::vector<EncoderBenchRow> benchEncoder(const model::Model& model, const EncoderBenchOptions& options,
                                          const std::atomic<bool>& stop,
                                          const std::function<void(const std::string& step)>& progress)
{
    requireRange("repetitions", options.repetitions, 1, 10000);
    for (const int batch : options.batches)
        requireRange("batch", batch, 1, 1024);
    model::Encoder encoder = encoderOf(model, options.threads);
    EnergyMeter meter(model.gpu() ? model.gpu()->name() : "");
    std::mt19937 random; // unseeded: the same tokens in each run
    std::uniform_int_distribution<std::int32_t> any(0, model.config().vocabulary - 1);
    std::vector<EncoderBenchRow> rows;
    std::vector<std::vector<Text>> texts; // of each row
    for (const int length : options.lengths) {
        requireRange("length", length, 1, 1 << 20);
        for (const int batch : options.batches)
            if (length <= encoder.maxTokens()) {
                rows.push_back({length, batch, {}});
                texts.emplace_back(static_cast<std::size_t>(batch), Text(static_cast<std::size_t>(length)));
                for (Text& text : texts.back())
                    std::generate(text.begin(), text.end(), [&] { return any(random); });
            }
    }
    for (int i = -1; i < options.repetitions; ++i) // in turns, after a warm-up: what disturbs the machine disturbs all
        for (std::size_t row = 0; row < rows.size(); ++row) {
            requireGoing(stop);
            const auto before = meter.joules();
            const auto start = Clock::now();
            encoder.readAll(texts[row]);
            const double seconds = since(start);
            if (i >= 0)
                rows[row].seconds.push_back(seconds);
            if (const auto after = meter.joules(); i >= 0 && before && after)
                rows[row].joules = std::max(rows[row].joules, 0.0) + *after - *before;
            if (progress)
                progress(std::to_string(rows[row].length) + " tokens x " + std::to_string(rows[row].batch));
        }
    return rows;
}

std::vector<LabelledText> readLabelled(std::string_view lines, const std::string& name)
{
    std::vector<LabelledText> texts;
    for (int number = 1; !lines.empty(); ++number) {
        const auto end = std::min(lines.find('\n'), lines.size());
        std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty())
            continue;
        const auto tab = line.find('\t');
        if (tab == std::string_view::npos || tab == 0 || tab + 1 == line.size())
            throw Error(ErrorKind::BadFile,
                        name + ", line " + std::to_string(number) + ": there must be a label, a tab and a text.");
        texts.push_back({std::string(line.substr(0, tab)), std::string(line.substr(tab + 1))});
    }
    if (texts.empty())
        throw Error(ErrorKind::BadFile, name + " has no texts: lines of a label, a tab and a text.");
    return texts;
}

Classification classifyTexts(const model::Model& model, const std::vector<LabelledText>& texts, int threads,
                             const std::atomic<bool>& stop,
                             const std::function<void(const std::string& step)>& progress)
{
    model::Encoder encoder = encoderOf(model, threads);
    std::vector<Text> tokens;
    std::vector<int> labels;
    for (const LabelledText& text : texts) {
        labels.push_back(numberOfLabel(model, text.label));
        tokens.push_back(model.tokenizer().encodeDocument(text.text));
        if (static_cast<std::int64_t>(tokens.back().size()) > encoder.maxTokens()) { // the mark of the end stays
            const std::int32_t last = tokens.back().back();
            tokens.back().resize(static_cast<std::size_t>(encoder.maxTokens()));
            tokens.back().back() = last;
        }
    }
    Classification result;
    std::vector<LengthLatency> bins;
    std::vector<std::vector<double>> times;
    for (int longest = 16; bins.empty() || bins.back().longest < encoder.maxTokens(); longest *= 2) {
        bins.push_back({longest, 0, 0});
        times.emplace_back();
    }
    encoder.scores(tokens.front()); // warm-up
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        requireGoing(stop);
        const auto start = Clock::now();
        const std::vector<float> scores = encoder.scores(tokens[i]);
        const double spent = since(start);
        const auto bin = std::find_if(bins.begin(), bins.end(), [&](const LengthLatency& one) {
            return static_cast<std::size_t>(one.longest) >= tokens[i].size();
        });
        times[static_cast<std::size_t>(bin - bins.begin())].push_back(spent);
        ++result.texts;
        result.right += std::max_element(scores.begin(), scores.end()) - scores.begin() == labels[i];
        if (progress)
            progress(std::to_string(i + 1) + "/" + std::to_string(tokens.size()));
    }
    for (std::size_t i = 0; i < bins.size(); ++i)
        if (!times[i].empty())
            result.latencies.push_back({bins[i].longest, static_cast<int>(times[i].size()), medianOf(times[i])});
    const auto start = Clock::now();
    encoder.scoresOfAll(tokens);
    result.batchSeconds = since(start);
    return result;
}

} // namespace engine::measure
