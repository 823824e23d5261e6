// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/multiple_choice.h"

#include "engine/error.h"
#include "engine/tune/stoppable.h"
#include "engine/tune/windows.h"

#include <algorithm>
#include <cmath>

namespace engine::tune
{
namespace
{

constexpr int kEndings = 4;
constexpr int kBatch = 256;

std::vector<text::TokenId> tokensOf(const text::Tokenizer& tokenizer, const std::string& text)
{
    std::vector<text::TokenId> ids = tokenizer.encode(text);
    if (tokenizer.addsBos() && tokenizer.bos() >= 0)
        ids.insert(ids.begin(), tokenizer.bos());
    return ids;
}

// The tokens that all endings begin with, which are read once; each ending keeps one to be scored by, also where it is
// the beginning of another.
std::size_t commonLength(const std::vector<std::vector<text::TokenId>>& texts)
{
    std::size_t length = texts[0].size();
    for (const auto& ids : texts) {
        const auto differs = std::mismatch(ids.begin(), ids.end(), texts[0].begin(), texts[0].end()).first;
        length = std::min({length, static_cast<std::size_t>(differs - ids.begin()), ids.size() - 1});
    }
    return length;
}

void append(generate::Runner& runner, generate::Sequence& sequence, std::span<const text::TokenId> ids, int rows)
{
    const generate::Runner::Step step{sequence, ids};
    runner.append({&step, 1}, rows);
}

// Mean log-probability of ids[from ..], of which those before `from - 1` are in the sequence.
double meanLogProbability(generate::Runner& runner, generate::Sequence& sequence, std::span<const text::TokenId> ids,
                          std::size_t from)
{
    double sum = 0;
    for (std::size_t at = from - 1; at + 1 < ids.size();) {
        const std::size_t count = std::min<std::size_t>(kBatch, ids.size() - 1 - at);
        append(runner, sequence, ids.subspan(at, count), static_cast<int>(count));
        for (std::size_t row = 0; row < count; ++row) {
            const std::span<const float> logits = runner.logits(static_cast<int>(row));
            sum += static_cast<double>(logits[static_cast<std::size_t>(ids[at + row + 1])]) - logSumExp(logits);
        }
        at += count;
    }
    return sum / static_cast<double>(ids.size() - from);
}

std::size_t choose(generate::Runner& runner, generate::Sequence& sequence, const ChoiceTask& task)
{
    std::vector<std::vector<text::TokenId>> texts;
    for (const std::string& ending : task.endings)
        texts.push_back(tokensOf(runner.model().tokenizer(), task.context + ' ' + ending));
    if (std::any_of(texts.begin(), texts.end(), [](const auto& ids) { return ids.size() < 2; }))
        throw Error(ErrorKind::BadFile, "It has an ending of one token and nothing before it, so the model cannot "
                                        "foretell it. Give the task a context.");
    const std::size_t common = std::max<std::size_t>(commonLength(texts), 1); // the first token follows nothing
    sequence.shorten(0);
    for (std::size_t at = 0; at + 1 < common;) {
        const std::size_t count = std::min<std::size_t>(kBatch, common - 1 - at);
        append(runner, sequence, std::span(texts[0]).subspan(at, count), 0);
        at += count;
    }
    std::size_t best = 0;
    double highest = -HUGE_VAL;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        sequence.shorten(static_cast<std::int64_t>(common) - 1);
        const double score = meanLogProbability(runner, sequence, texts[i], common);
        if (score > highest) {
            highest = score;
            best = i;
        }
    }
    return best;
}

} // namespace

double ChoiceScore::standardError() const
{
    return tasks > 1 ? std::sqrt(accuracy() * (1 - accuracy()) / static_cast<double>(tasks - 1)) : 0;
}

double Flips::difference() const
{
    return of > 0 ? static_cast<double>(gained - lost) / static_cast<double>(of) : 0;
}

double Flips::standardError() const
{
    if (of < 2)
        return 0;
    const auto n = static_cast<double>(of);
    const double variance = static_cast<double>(gained + lost) / n - difference() * difference();
    return std::sqrt(std::max(variance, 0.0) / (n - 1));
}

Flips flipsBetween(const std::vector<bool>& model, const std::vector<bool>& base)
{
    Flips flips;
    flips.of = static_cast<std::int64_t>(std::min(model.size(), base.size()));
    for (std::size_t i = 0; i < static_cast<std::size_t>(flips.of); ++i) {
        flips.gained += model[i] && !base[i] ? 1 : 0;
        flips.lost += !model[i] && base[i] ? 1 : 0;
    }
    return flips;
}

std::vector<ChoiceTask> readChoiceTasks(std::string_view text, const std::string& name)
{
    std::vector<ChoiceTask> tasks;
    std::size_t line = 0;
    const auto fail = [&](const std::string& why) {
        throw Error(ErrorKind::BadFile,
                    name + ", line " + std::to_string(line) + ": " + why +
                        ". A task is six lines: context, number of the right ending (0 to 3), four endings.");
    };
    const auto next = [&] {
        ++line;
        if (text.empty())
            fail("the last task is cut off");
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view found = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!found.empty() && found.back() == '\r')
            found.remove_suffix(1);
        return std::string(found);
    };
    while (text.find_first_not_of("\r\n") != std::string_view::npos) {
        ChoiceTask task;
        task.context = next();
        const std::string number = next();
        if (number.size() != 1 || number[0] < '0' || number[0] >= '0' + kEndings)
            fail("\"" + number.substr(0, 40) + "\" is no number of an ending");
        task.right = static_cast<std::size_t>(number[0] - '0');
        for (int i = 0; i < kEndings; ++i)
            task.endings.push_back(next());
        tasks.push_back(std::move(task));
    }
    return tasks;
}

ChoiceScore scoreChoices(const std::shared_ptr<const model::Model>& model, const std::vector<ChoiceTask>& tasks,
                         int threads, const std::atomic<bool>& stop,
                         const std::function<void(const ChoiceScore&)>& progress)
{
    if (tasks.empty())
        throw Error(ErrorKind::BadSetting, "There are no tasks to score.");
    const StopScope scope(stop);
    generate::SessionOptions options;
    options.threads = threads;
    options.batch = kBatch;
    options.maxLogits = kBatch;
    const StoppableOps ops(kernels::cpuBackend(), stop);
    options.ops = &ops.backend();
    generate::Runner runner(model, options, 1);
    generate::Sequence sequence = runner.makeSequence();
    ChoiceScore score;
    for (const ChoiceTask& task : tasks) {
        if (stop)
            throw Error(ErrorKind::Stopped, "The evaluation was stopped.");
        bool right = false;
        try {
            right = choose(runner, sequence, task) == task.right;
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Stopped)
                throw;
            throw Error(error.kind(), "Task " + std::to_string(score.tasks + 1) + " cannot be scored. " + error.what());
        }
        ++score.tasks;
        score.right += right ? 1 : 0;
        score.byTask.push_back(right);
        if (progress)
            progress(score);
    }
    return score;
}

} // namespace engine::tune
