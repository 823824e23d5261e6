// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_run.h"

#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/generate/session.h"
#include "engine/measure/bench.h"
#include "engine/stop_scope.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/divergence.h"
#include "engine/tune/fit_work.h"
#include "engine/tune/folding.h"
#include "engine/tune/lineage.h"
#include "engine/tune/part_journal.h"
#include "engine/tune/shipped_texts.h"
#include "ui/tune/tune_options.h"
#include "ui/tune/tune_texts.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace ui
{
namespace
{

using engine::Error;
using engine::ErrorKind;
using engine::model::Model;
using Phase = TuneProgress::Phase;
using Clock = std::chrono::steady_clock;

constexpr const char* kOrderFile = "order.json"; // what is being made: tells whose the file of that name is
constexpr const char* kTextFile = "text.sha256"; // of the text that the importance matrix beside it was made of
constexpr std::int64_t kEvaluationWindow = 512;
constexpr int kSpeedTokens = 32;
constexpr int kSpeedRepetitions = 3;

std::filesystem::path workFolder(const TuneOrder& order)
{
    return order.target + ".tune";
}

// Only what is ours: a folder of that name may be the user's.
void removeWork(const TuneOrder& order)
{
    std::error_code ignored;
    std::filesystem::remove(workFolder(order) / kImportanceFile, ignored);
    std::filesystem::remove(workFolder(order) / kTextFile, ignored);
    std::filesystem::remove(workFolder(order) / kOrderFile, ignored);
    std::filesystem::remove(workFolder(order), ignored); // does nothing where something else lies there
}

std::string contentOf(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

class Run
{
public:
    Run(const TuneTask& task, const std::atomic<bool>& stop, const TuneHooks& hooks, TuneOutcome& outcome)
        : m_task(task),
          m_order(task.order),
          m_stop(stop),
          m_hooks(hooks),
          m_outcome(outcome)
    {
    }

    void make()
    {
        if (isMade()) { // the app ended before it could note that
            return noteWritten();
        }
        refuseToReplace();
        makeWorkFolder();
        std::ofstream(workFolder(m_order) / kOrderFile, std::ios::binary) << m_order.toJson();
        const auto start = Clock::now();
        if (m_order.cuts())
            cut();
        else if (m_order.kind == TuneOrder::Kind::Prune)
            prune();
        else
            quantizeOrFit();
        m_outcome.measurements["seconds"] = secondsSince(start);
        noteWritten();
    }

    // What "before" and "after" hold: bytes, bitsPerWeight, memory, context, perplexity, perplexityError, speed,
    // speedDeviation, joules; "after" also kld, kldError, sameTop, sameTopError. A thing that was not measured is not
    // there.
    void measure()
    {
        QJsonObject before = describe(m_order.source);
        QJsonObject after = describe(m_order.target);
        m_outcome.recipe = lineageIn(m_order.target, "fettle.recipe");
        if (m_outcome.sourceHash.empty())
            m_outcome.sourceHash = lineageIn(m_order.target, "fettle.parent.sha256");
        keep(before, after);
        if (m_order.evaluatedTokens > 0)
            measureLoss(before, after);
        keep(before, after);
        measureSpeeds(before, after);
        keep(before, after);
    }

private:
    // The work folder is left by the same order, and a file gets its name only when it is whole.
    bool isMade() const
    {
        std::error_code unknown;
        return std::filesystem::exists(m_order.target, unknown) &&
               contentOf(workFolder(m_order) / kOrderFile) == m_order.toJson() &&
               !lineageIn(m_order.target, "fettle.recipe").empty();
    }

    void noteWritten()
    {
        m_outcome.written = true;
        if (m_hooks.written)
            m_hooks.written();
    }

    void refuseToReplace() const
    {
        const std::filesystem::path target = m_order.target;
        if (m_order.target.empty() || !target.has_filename())
            throw Error(ErrorKind::BadSetting, "The new file has no name. Choose one.");
        std::error_code unknown;
        std::filesystem::create_directories(target.parent_path(),
                                            unknown); // what is wrong with it is said when writing
        if (std::filesystem::exists(target, unknown))
            throw Error(ErrorKind::BadSetting,
                        m_order.target + " exists already. Choose another name for the new file.");
    }

    // Notes what is new and tells it, not too often.
    void tell(TuneProgress& progress, bool always)
    {
        if (!always && secondsSince(m_told) < 0.05)
            return;
        m_told = Clock::now();
        progress.memory = static_cast<double>(engine::measure::processMemory().resident);
        if (m_hooks.progress)
            m_hooks.progress(progress);
        progress.errors.clear();
    }
    void step(Phase phase, std::int64_t index, std::int64_t count, const std::string& what = {})
    {
        TuneProgress progress;
        progress.phase = phase;
        progress.index = static_cast<int>(index);
        progress.count = static_cast<int>(count);
        progress.what = what;
        progress.share = count > 0 ? static_cast<double>(index) / static_cast<double>(count) : 0;
        tell(progress, true);
    }

    std::string text()
    {
        std::string text = m_order.text == TuneOrder::Text::Shipped ? std::string(engine::tune::calibrationText())
                           : m_order.text == TuneOrder::Text::File  ? readTuneText(m_order.textFile)
                                                                    : m_task.chats;
        m_outcome.textHash = engine::tune::hashOfText(text);
        return text;
    }

    // The importance matrix; made once, also when the order is taken up again.
    std::filesystem::path importance()
    {
        using namespace engine::tune;
        const std::filesystem::path file = workFolder(m_order) / kImportanceFile;
        const std::string read = text();
        std::error_code unknown;
        if (std::filesystem::exists(file, unknown) && contentOf(workFolder(m_order) / kTextFile) == m_outcome.textHash)
            return file;
        step(Phase::Calibrating, 0, 0);
        const auto model = Model::load(m_order.source, m_stop);
        const Windows windows = calibrationWindows(*model, read);
        ImportanceSums sums(model);
        observeActivations(model, windows, m_task.threads, sums, m_stop,
                           [&](std::int64_t done, std::int64_t of) { step(Phase::Calibrating, done, of); });
        writeImportance(sums.matrix(windows, datasetName(m_order)), file, m_stop);
        std::ofstream(workFolder(m_order) / kTextFile, std::ios::binary) << m_outcome.textHash;
        return file;
    }

    void makeWorkFolder() const
    {
        std::error_code error;
        std::filesystem::create_directories(workFolder(m_order), error);
        if (error)
            throw Error(ErrorKind::NotWritten, "No folder for the work can be made beside " + m_order.target + ": " +
                                                   error.message() + ". Choose another place for the new file.");
    }

    void quantizeOrFit()
    {
        std::filesystem::path matrix;
        if (m_order.method == TuneOrder::Method::Importance)
            matrix = importance();
        m_order.kind == TuneOrder::Kind::Fit ? fit(matrix) : quantize(matrix);
    }

    void quantize(const std::filesystem::path& matrix)
    {
        using namespace engine::tune;
        QuantizeOptions options = quantizeOptions(m_order, matrix);
        options.threads = m_task.threads;
        if (m_order.needsText()) {
            text();
            options.calibration = m_outcome.textHash;
        }
        const std::optional<Folding> folding = foldingOf(options);
        options.folding = folding ? &*folding : nullptr;
        std::unique_ptr<Rounder> rounder;
        if (m_order.method == TuneOrder::Method::Feedback) {
            step(Phase::Calibrating, 0, 0);
            const std::string read = text();
            const auto windows = calibrationWindows(*Model::load(m_order.source, m_stop), read);
            FeedbackOptions feedback;
            feedback.context = windows.context();
            feedback.most = windows.count();
            feedback.threads = m_task.threads;
            feedback.folding = options.folding;
            rounder = feedbackRounder(m_order.source, read, feedback, m_stop);
            options.rounder = rounder.get();
        }
        const auto start = Clock::now();
        double found = 0; // bytes from before
        TuneProgress progress;
        const auto result =
            quantizeModel(m_order.source, m_order.target, options, {m_stop}, [&](const QuantizeProgress& done) {
                progress.phase = Phase::Quantizing;
                progress.index = static_cast<int>(done.index);
                progress.count = static_cast<int>(done.count);
                progress.what = done.tensor->name;
                progress.bytes = static_cast<double>(done.bytes);
                progress.share = progress.bytes / static_cast<double>(std::max<std::uint64_t>(done.ofBytes, 1));
                if (done.finished && done.tensor->relativeError > 0)
                    progress.errors.emplace_back(done.tensor->name, done.tensor->relativeError);
                if (done.finished && done.tensor->resumed)
                    found += static_cast<double>(done.tensor->bytes);
                const double seconds = secondsSince(start);
                progress.rate = seconds > 0.2 ? (progress.bytes - found) / seconds : 0;
                tell(progress, false);
            });
        tell(progress, true);
        m_outcome.sourceHash = result.parentHash;
        int rounded = 0;
        QJsonObject errors;
        for (const TensorReport& tensor : result.plan.tensors) {
            rounded += tensor.rounded ? 1 : 0;
            if (tensor.relativeError > 0)
                errors[QString::fromStdString(tensor.name)] = tensor.relativeError;
        }
        m_outcome.measurements["errors"] = errors;
        if (rounder)
            m_outcome.measurements["rounded"] = rounded;
    }

    std::optional<engine::tune::Folding> foldingOf(const engine::tune::QuantizeOptions& options)
    {
        using namespace engine::tune;
        if (m_order.folding == TuneOrder::Folding::None)
            return {};
        step(Phase::Calibrating, 0, 0);
        FoldOptions settings;
        settings.text = text();
        const auto windows = calibrationWindows(*Model::load(m_order.source, m_stop), settings.text);
        settings.window = windows.context();
        settings.windows = windows.count();
        settings.threads = m_task.threads;
        if (m_order.folding == TuneOrder::Folding::Smooth)
            return smoothFolding(m_order.source, kSmoothing, settings, m_stop);
        return awqFolding(m_order.source, options, settings, m_stop, [&](std::size_t layer, std::size_t layers) {
            step(Phase::Calibrating, static_cast<std::int64_t>(layer), static_cast<std::int64_t>(layers));
        });
    }

    void fit(const std::filesystem::path& matrix)
    {
        using namespace engine::tune;
        auto options = fitOptions(m_order, matrix, std::string(probeText()));
        options.threads = m_task.threads;
        const std::int64_t context = engine::model::Config::fromGguf(engine::files::openModel(m_order.source)).context;
        options.window = std::clamp<std::int64_t>(context, 4, kEvaluationWindow / 2); // the shipped text is short
        const auto result = fitModel(m_order.source, m_order.target, options, m_stop, [&](const FitProgress& done) {
            constexpr Phase kPhases[] = {Phase::Probing, Phase::Probing, Phase::Quantizing, Phase::Verifying};
            step(kPhases[static_cast<int>(done.phase)], static_cast<std::int64_t>(done.index),
                 static_cast<std::int64_t>(done.count), done.what);
        });
        QJsonObject fitted{{"probes", static_cast<double>(result.probes)},
                           {"predictedKld", result.predicted},
                           {"kld", result.fitted.kld},
                           {"kldError", result.fitted.kldError},
                           {"presetWon", result.presetWon},
                           {"arguments", QString::fromStdString(result.tensorTypeArguments())}};
        if (result.preset != nullptr) {
            fitted["preset"] = QString::fromLatin1(result.preset->name);
            fitted["presetBytes"] = static_cast<double>(result.presetBytes);
            fitted["presetKld"] = result.presetLoss.kld;
            fitted["presetKldError"] = result.presetLoss.kldError;
            fitted["difference"] = result.difference.mean;
            fitted["differenceError"] = result.difference.error;
        }
        m_outcome.measurements["fit"] = fitted;
    }

    void prune()
    {
        using namespace engine::tune;
        std::string read;
        PruneOptions options = pruneOptions(m_order, {});
        step(Phase::Calibrating, 0, 0);
        if (m_order.needsText()) { // also where only outliers are looked for
            options.text = text();
            const auto windows = calibrationWindows(*Model::load(m_order.source, m_stop), options.text);
            options.window = windows.context();
            options.windows = windows.count();
        }
        options.threads = m_task.threads;
        TuneProgress progress;
        progress.phase = Phase::Pruning;
        double zeros = 0;
        const auto done =
            pruneModel(m_order.source, m_order.target, options, m_stop,
                       [&](const PrunedTensor& tensor, std::size_t index, std::size_t count) {
                           progress.index = static_cast<int>(index);
                           progress.count = static_cast<int>(count);
                           progress.what = tensor.name;
                           progress.share =
                               static_cast<double>(index + 1) / static_cast<double>(std::max<std::size_t>(count, 1));
                           progress.errors.emplace_back(tensor.name, std::sqrt(std::max(tensor.outputError, 0.0)));
                           tell(progress, false);
                       });
        tell(progress, true);
        QJsonObject errors;
        for (const PrunedTensor& tensor : done) {
            zeros += tensor.sparsity / static_cast<double>(done.size());
            errors[QString::fromStdString(tensor.name)] = std::sqrt(std::max(tensor.outputError, 0.0));
        }
        m_outcome.measurements["errors"] = errors;
        m_outcome.measurements["zeros"] = zeros;
    }

    void cut()
    {
        using namespace engine::tune;
        step(Phase::Calibrating, 0, 0);
        CutOptions options = cutOptions(m_order, text());
        const auto windows = calibrationWindows(*Model::load(m_order.source, m_stop), options.text);
        options.window = windows.context();
        options.windows = windows.count();
        options.threads = m_task.threads;
        const auto result = cutModel(m_order.source, m_order.target, options, m_stop, [&](const CutProgress& done) {
            step(Phase::Pruning, static_cast<std::int64_t>(done.index), static_cast<std::int64_t>(done.count),
                 done.what);
        });
        QJsonObject errors;
        for (const CutMatrix& matrix : result.matrices)
            errors[QString::fromStdString(matrix.name)] = std::sqrt(std::max(matrix.outputError, 0.0));
        m_outcome.measurements["errors"] = errors;
        m_outcome.measurements["partsBefore"] = static_cast<double>(result.before);
        m_outcome.measurements["partsAfter"] = static_cast<double>(result.after);
    }

    QJsonObject describe(const std::string& path) const
    {
        const auto file = engine::files::openModel(path);
        double bytes = 0;
        double weights = 0;
        for (const auto& tensor : file.tensors()) {
            bytes += static_cast<double>(tensor.bytes.size());
            weights += static_cast<double>(tensor.elements());
        }
        QJsonObject json{{"bytes", static_cast<double>(file.size())},
                         {"bitsPerWeight", weights > 0 ? 8 * bytes / weights : 0}};
        try {
            const auto config = engine::model::Config::fromGguf(file);
            auto all = engine::model::Weights::fromGguf(file, config);
            engine::generate::SessionOptions session;
            session.context = m_order.context;
            const auto use = engine::generate::Session::plan(config, all, file.name(), session);
            json["memory"] = static_cast<double>(use.weights + use.cache + use.scratch);
            json["weights"] = static_cast<double>(use.weights);
            json["context"] = static_cast<double>(engine::generate::resolved(config, file.name(), session, 1).context);
        } catch (const Error&) { // it cannot be run here, so nothing is planned
        }
        return json;
    }

    static std::string lineageIn(const std::string& path, const char* key)
    {
        const auto file = engine::files::openModel(path);
        const auto* value = file.find(key);
        return value != nullptr && value->type == engine::files::ValueType::String ? std::string(*file.string(key))
                                                                                   : std::string();
    }

    void measureLoss(QJsonObject& before, QJsonObject& after)
    {
        using namespace engine::tune;
        step(Phase::MeasuringLoss, 0, 0);
        const auto base = Model::load(m_order.source, m_stop);
        const auto model = Model::load(m_order.target, m_stop);
        DivergenceOptions options;
        options.threads = m_task.threads;
        options.context = std::clamp<std::int64_t>(base->config().context, 4, kEvaluationWindow);
        options.most = std::max<std::int64_t>(1, m_order.evaluatedTokens / options.context);
        const Divergence loss =
            divergence(model, base, evaluationText(), options, m_stop, [&](const Divergence& soFar) {
                TuneProgress progress;
                progress.phase = Phase::MeasuringLoss;
                progress.index = static_cast<int>(soFar.model.windows);
                progress.count = static_cast<int>(soFar.model.ofWindows);
                progress.share = static_cast<double>(progress.index) / std::max(progress.count, 1);
                progress.kld = soFar.kld;
                progress.kldError = soFar.kldError;
                tell(progress, false);
            });
        before["perplexity"] = loss.base.perplexity;
        before["perplexityError"] = loss.base.standardError;
        after["perplexity"] = loss.model.perplexity;
        after["perplexityError"] = loss.model.standardError;
        after["kld"] = loss.kld;
        after["kldError"] = loss.kldError;
        after["sameTop"] = loss.sameTop;
        after["sameTopError"] = loss.sameTopError;
        m_outcome.measurements["scoredTokens"] = static_cast<double>(loss.model.scored);
        recordMeasured(m_order.target,
                       {loss.kld, loss.kldError, loss.model.perplexity, loss.base.perplexity, loss.model.scored});
    }

    void measureSpeeds(QJsonObject& before, QJsonObject& after)
    {
        int done = 0;
        for (const auto& [path, json] : {std::pair(&m_order.source, &before), {&m_order.target, &after}}) {
            step(Phase::MeasuringSpeed, done++, 2);
            const TuneSpeed speed = measureSpeed(*path, m_task.threads, m_stop);
            if (m_stop)
                throw Error(ErrorKind::Stopped, "Measuring was stopped.");
            if (!speed.error.empty())
                throw Error(ErrorKind::Internal, speed.error);
            (*json)["speed"] = speed.rate;
            (*json)["speedDeviation"] = speed.deviation;
            if (speed.joules >= 0)
                (*json)["joules"] = speed.joules;
            m_outcome.measurements["device"] = QString::fromStdString(speed.device);
            m_outcome.measurements["energyNote"] = QString::fromStdString(speed.energyNote);
        }
    }

    void keep(const QJsonObject& before, const QJsonObject& after)
    {
        m_outcome.measurements["before"] = before;
        m_outcome.measurements["after"] = after;
    }

    const TuneTask& m_task;
    const TuneOrder& m_order;
    const std::atomic<bool>& m_stop;
    const TuneHooks& m_hooks;
    TuneOutcome& m_outcome;
    Clock::time_point m_told;
};

} // namespace

TuneOutcome runTune(const TuneTask& task, const std::atomic<bool>& stop, const TuneHooks& hooks)
{
    TuneOutcome outcome;
    outcome.written = task.written;
    try {
        const engine::StopScope scope(stop);
        Run run(task, stop, hooks, outcome);
        if (!task.written)
            run.make();
        run.measure();
    } catch (const Error& error) {
        outcome.end = error.kind() == ErrorKind::Stopped ? TuneOutcome::End::Stopped : TuneOutcome::End::Failed;
        outcome.error = error.what();
    } catch (const std::bad_alloc&) {
        outcome.end = TuneOutcome::End::Failed;
        outcome.error = "There is not enough memory for this. Close other programs, or choose a smaller model.";
    } catch (const std::exception& error) {
        outcome.end = TuneOutcome::End::Failed;
        outcome.error = error.what();
    }
    if (outcome.written)
        removeWork(task.order);
    if (outcome.end == TuneOutcome::End::Failed && outcome.written)
        outcome.end = TuneOutcome::End::Done; // the model is there; only what it lost is not known
    if (outcome.end == TuneOutcome::End::Failed)
        removeWork(task.order);
    return outcome;
}

void discardTune(const TuneOrder& order)
{
    if (order.target.empty())
        return;
    engine::tune::discardPart(order.target);
    engine::tune::discardFitWork(order.target);
    removeWork(order);
}

TuneSpeed measureSpeed(const std::string& path, int threads, const std::atomic<bool>& stop,
                       const std::function<void(const std::string& step)>& progress)
{
    TuneSpeed speed;
    try {
        engine::measure::BenchOptions options;
        options.promptTokens = 0;
        options.generatedTokens = kSpeedTokens;
        options.repetitions = kSpeedRepetitions;
        options.threads = threads;
        const auto report = engine::measure::bench(Model::load(path, stop), options, stop, progress);
        const auto& row = report.rows.front();
        speed.device = report.device;
        speed.rate = row.meanRate();
        speed.deviation = row.rateDeviation();
        speed.joules = row.joulesPerToken();
        speed.energyNote = report.energyNote;
    } catch (const std::exception& error) {
        speed.error = error.what();
    }
    return speed;
}

} // namespace ui
