// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/fit.h"

#include "engine/error.h"
#include "engine/files/digest.h"
#include "engine/files/flush_file.h"
#include "engine/files/mapped_file.h"
#include "engine/files/open_part.h"
#include "engine/files/write_failure.h"
#include "engine/generate/session.h"
#include "engine/stop_scope.h"
#include "engine/tune/allocate.h"
#include "engine/tune/block_name.h"
#include "engine/tune/fit_work.h"
#include "engine/tune/plan_memory.h"
#include "engine/tune/source_reader.h"
#include "engine/tune/stoppable.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <optional>
#include <system_error>

namespace engine::tune
{
namespace
{

using files::TensorType;

constexpr std::array kTypes{TensorType::Q2_K, TensorType::Q3_K, TensorType::IQ4_XS, TensorType::Q4_K,
                            TensorType::Q5_K, TensorType::Q6_K, TensorType::Q8_0};

std::string exactly(const std::string& name)
{
    static constexpr std::string_view kSpecial = R"(.^$|()[]{}*+?\)";
    std::string pattern = "^";
    for (const char c : name)
        pattern += (kSpecial.find(c) != std::string_view::npos ? "\\" : "") + std::string(1, c);
    return pattern + "$";
}

// The kind of matrix and its depth: "attn_v 2"; tensors outside of blocks are groups of their own.
std::string groupOf(const std::string& name, int layers, int depths)
{
    const auto block = blockName(name);
    if (!block)
        return name;
    return std::string(block->part.substr(0, block->part.find('.'))) + " " +
           std::to_string(std::int64_t{block->layer} * depths / std::max(layers, 1));
}

// What measuring must not be trusted to tell: a few thousand tokens do not show what the rarest words lose.
bool isTooLow(const std::string& name, TensorType type)
{
    const bool words = name == "output.weight" || name == "token_embd.weight";
    const bool values = name.find("attn_v") != std::string::npos;
    return (words && (type == TensorType::Q2_K || type == TensorType::Q3_K)) || (values && type == TensorType::Q2_K);
}

struct Option {
    TensorType type;         // as asked for
    TensorType real;         // as written: rows that do not fit fall back
    std::uint64_t bytes = 0; // in the file, with what fills up to the next tensor
    double error = 0;        // relative mean square, weighted where there is importance

    // All that the file takes for it: the type's name stands in the recipe, which is metadata.
    std::uint64_t cost() const { return bytes + std::strlen(files::info(type).name); }
};

struct Tensor {
    std::string name;
    std::string group;
    double weights = 0;
    std::vector<Option> options; // by kTypes, the too low ones left out
};

class Fitter
{
public:
    Fitter(const std::filesystem::path& source, const std::filesystem::path& out, const FitOptions& options,
           const std::atomic<bool>& stop, const std::function<void(const FitProgress&)>& progress)
        : m_source(source),
          m_out(out),
          m_options(options),
          m_stop(stop),
          m_progress(progress),
          m_model(model::Model::load(source, stop))
    {
        files::checkTarget(out);
        refuseOwnSource(out, m_model->file(), source);
        refusePartName(out);
        refuseInputs(out, {&options.importance, 1});
        refuseQuantized();
        m_divergence.context = options.window;
        m_divergence.threads = options.threads;
        cutText();
        m_work.emplace(out, order());
    }

    void keepWork()
    {
        if (m_work)
            m_work->keep();
    }

    FitResult run()
    {
        planTypes();
        refuseWhatIsTooSmall();
        measureTypes();
        measureGroups();
        write();
        compareWithPreset();
        return std::move(m_result);
    }

private:
    void refuseQuantized() const
    {
        for (const files::GgufTensor& tensor : m_model->file().tensors())
            if (tensor.dimensions > 1 && files::info(tensor.type).blockValues > 1)
                throw Error(ErrorKind::BadSetting, m_source.filename().string() +
                                                       " is quantized already, and quantizing it again loses more than "
                                                       "quantizing once. Choose the model in F16 or BF16.");
    }

    // Said before hours of work, not after.
    void cutText()
    {
        const std::string& text = m_options.text;
        const std::size_t middle = text.find('\n', text.size() / 2);
        const std::size_t cut = middle == std::string::npos ? text.size() / 2 : middle + 1;
        WindowOptions probes = m_divergence;
        probes.most = std::max<std::int64_t>(m_options.probeTokens / probes.context, 1);
        try {
            m_probeWindows.emplace(m_model->tokenizer(), std::string_view(text).substr(0, cut), probes);
            m_verdictWindows.emplace(m_model->tokenizer(), std::string_view(text).substr(cut), m_divergence);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Stopped)
                throw;
            throw Error(error.kind(),
                        std::string("Half of the text is for probes and half for the verdict. ") + error.what());
        }
    }

    // Of everything that the figures depend on.
    std::string order() const
    {
        files::Digest digest;
        const auto add = [&digest](std::string_view part) {
            digest.add(std::as_bytes(std::span(part)));
            digest.add(std::as_bytes(std::span("\n", 1)));
        };
        add(SourceReader(m_model->file()).identity());
        if (!m_options.importance.empty())
            digest.add(files::MappedFile(m_options.importance).bytes());
        add(m_options.text);
        for (const std::uint64_t number :
             {m_options.fileBytes, m_options.memoryBytes, static_cast<std::uint64_t>(m_options.context),
              static_cast<std::uint64_t>(m_options.window), static_cast<std::uint64_t>(m_options.probeTokens),
              static_cast<std::uint64_t>(m_options.depths)})
            add(std::to_string(number));
        return "fettle fit 1 " + digest.hex();
    }

    QuantizeOptions quantizeOptions(std::vector<TypeRule> rules, const char* preset = "Q4_K_M") const
    {
        QuantizeOptions options;
        options.types.preset = findPreset(preset);
        options.types.rules = std::move(rules);
        options.importance = m_options.importance;
        options.types.importance = !m_options.importance.empty();
        options.threads = m_options.threads;
        return options;
    }

    // Of files that may stay: with the rounder, which is made once. Probes do without: they compare types, not ways of
    // rounding.
    QuantizeOptions finalOptions(QuantizeOptions options)
    {
        if (!m_options.feedbackText.empty() && !m_rounder) {
            FeedbackOptions feedback;
            feedback.context = m_options.window;
            feedback.threads = m_options.threads;
            m_rounder = feedbackRounder(m_source, m_options.feedbackText, feedback, m_stop);
        }
        options.rounder = m_rounder.get();
        return options;
    }

    void tell(FitPhase phase, std::size_t index, std::size_t count, const std::string& what) const
    {
        if (m_progress)
            m_progress({phase, index, count, what});
    }

    // Bytes of each tensor in each type.
    void planTypes()
    {
        const std::uint64_t alignment = m_model->file().alignment();
        for (const TensorType type : kTypes)
            for (const TensorReport& report : planQuantize(m_source, quantizeOptions({{".*", type}})).tensors) {
                if (report.to == report.from)
                    continue;
                const std::uint64_t padded = (report.bytes + alignment - 1) / alignment * alignment;
                Tensor& tensor = tensorOf(report.name);
                if (!isTooLow(report.name, type))
                    tensor.options.push_back({type, report.to, padded, 0});
            }
        std::erase_if(m_tensors, [](const Tensor& tensor) { return tensor.options.empty(); });
        if (m_tensors.empty())
            throw Error(ErrorKind::BadSetting, m_source.string() + " has no tensors that could be quantized.");
        const Chosen any(m_tensors.size(), 0);
        const QuantizePlan plan = planQuantize(m_source, recipeOf(any));
        m_rest = plan.bytes - plan.headPadding - costOf(any);
    }

    // Said before hours of work as well.
    void refuseWhatIsTooSmall()
    {
        const Chosen least = smallest();
        const std::uint64_t bytes = sizeWith(least);
        if (m_options.fileBytes > 0 && bytes > m_options.fileBytes)
            throw Error(ErrorKind::BadSetting, m_source.filename().string() + " does not fit: its file takes " +
                                                   std::to_string(bytes) +
                                                   " bytes at least. Allow more, or choose a smaller model.");
        if (m_options.memoryBytes == 0)
            return;
        const std::uint64_t memory = memoryOf(planQuantize(m_source, recipeOf(least)));
        m_otherMemory = memory - std::min(costOf(least), memory);
        if (memory > m_options.memoryBytes)
            throw Error(ErrorKind::BadSetting,
                        m_source.filename().string() + " does not fit: with its context it takes " +
                            std::to_string(memory) +
                            " bytes of memory at least. Allow more, choose a shorter context, or a smaller model.");
    }

    // The error of each tensor in each type.
    void measureTypes()
    {
        for (std::size_t t = 0; t < kTypes.size(); ++t) {
            tell(FitPhase::MeasuringTypes, t, kTypes.size(), files::info(kTypes[t]).name);
            const QuantizeOptions options = quantizeOptions({{".*", kTypes[t]}});
            const QuantizePlan plan = planQuantize(m_source, options);
            const std::vector<double> errors = errorsIn("type." + std::to_string(t), plan, options);
            for (Tensor& tensor : m_tensors)
                for (Option& option : tensor.options)
                    for (std::size_t i = 0; option.type == kTypes[t] && i < errors.size(); ++i)
                        if (plan.tensors[i].name == tensor.name)
                            option.error = errors[i] * errors[i];
        }
    }

    // The source in other types. Throws engine::Error(BadFile) where it is no longer the one that figures are of.
    QuantizePlan quantized(const std::filesystem::path& path, const QuantizeOptions& options) const
    {
        QuantizePlan plan = quantizeModel(m_source, path, options, {m_stop}).plan;
        const SourceReader asBefore(m_model->file());
        return plan;
    }

    // Of each tensor of the plan, weighted where there is importance.
    std::vector<double> errorsIn(const std::string& note, const QuantizePlan& plan, const QuantizeOptions& options)
    {
        if (const auto* before = m_work->noted(note); before != nullptr && before->size() == plan.tensors.size())
            return *before;
        const auto path = m_work->file("types");
        std::vector<double> errors;
        const QuantizePlan done = quantized(path, options);
        for (const TensorReport& report : done.tensors)
            errors.push_back(report.weighted ? report.weightedError : report.relativeError);
        files::removeBehind(path);
        m_work->note(note, errors);
        return errors;
    }

    Tensor& tensorOf(const std::string& name)
    {
        for (Tensor& tensor : m_tensors)
            if (tensor.name == name)
                return tensor;
        const files::GgufTensor* found = m_model->file().findTensor(name);
        double weights = 1;
        for (const auto size : found->shape)
            weights *= static_cast<double>(size);
        m_tensors.push_back({name, groupOf(name, m_model->config().layers, m_options.depths), weights, {}});
        return m_tensors.back();
    }

    using Chosen = std::vector<std::size_t>; // the number of an option for each tensor

    Chosen smallest() const
    {
        Chosen chosen;
        for (const Tensor& tensor : m_tensors)
            chosen.push_back(static_cast<std::size_t>(
                std::min_element(tensor.options.begin(), tensor.options.end(),
                                 [](const Option& a, const Option& b) { return a.cost() < b.cost(); }) -
                tensor.options.begin()));
        return chosen;
    }

    std::uint64_t costOf(const Chosen& chosen) const
    {
        std::uint64_t cost = 0;
        for (std::size_t i = 0; i < m_tensors.size(); ++i)
            cost += m_tensors[i].options[chosen[i]].cost();
        return cost;
    }

    // The file with these options: tensors are whole units of the alignment, and the head before them is filled up.
    std::uint64_t sizeWith(const Chosen& chosen) const
    {
        const std::uint64_t alignment = m_model->file().alignment();
        return (m_rest + costOf(chosen) + alignment - 1) / alignment * alignment;
    }

    QuantizeOptions recipeOf(const Chosen& chosen)
    {
        std::vector<TypeRule> rules;
        for (std::size_t i = 0; i < m_tensors.size(); ++i)
            rules.push_back({exactly(m_tensors[i].name), m_tensors[i].options[chosen[i]].type});
        return finalOptions(quantizeOptions(std::move(rules)));
    }

    // What the choices may cost together for a file that is not too long; what else it may take follows from there.
    std::uint64_t fileBudget() const
    {
        const std::uint64_t alignment = m_model->file().alignment();
        return m_options.fileBytes > 0 ? m_options.fileBytes / alignment * alignment - m_rest : UINT64_MAX;
    }
    std::uint64_t budget() const // about, where memory is limited
    {
        return m_options.memoryBytes > 0 ? std::min(fileBudget(), m_options.memoryBytes - m_otherMemory) : fileBudget();
    }

    // Each group alone in its type of the middle: what does it cost?
    void measureGroups()
    {
        std::map<std::string, std::vector<Tensor*>> groups;
        for (Tensor& tensor : m_tensors)
            groups[tensor.group].push_back(&tensor);
        for (const auto& [name, tensors] : groups) {
            tell(FitPhase::Probing, m_result.probes, groups.size(), name);
            std::vector<TypeRule> rules;
            double scale = 0; // sum of weights * error in the probe
            for (const Tensor* tensor : tensors) {
                const Option& option = probe(*tensor);
                rules.push_back({exactly(tensor->name), option.type});
                scale += tensor->weights * option.error;
            }
            rules.push_back({".*", TensorType::F16});
            const double kld = lossIn("group." + std::to_string(m_result.probes), std::move(rules));
            for (const Tensor* tensor : tensors)
                m_losses[tensor->name] = scale > 0 ? kld / scale * tensor->weights : 0; // for an error of one
            ++m_result.probes;
        }
    }

    double lossIn(const std::string& note, std::vector<TypeRule> rules)
    {
        if (const auto* before = m_work->noted(note); before != nullptr && before->size() == 1)
            return before->front();
        const auto path = m_work->file("probe");
        quantized(path, quantizeOptions(std::move(rules)));
        const auto loss = divergence(model::Model::load(path, m_stop), m_model, *m_probeWindows, m_divergence, m_stop);
        files::removeBehind(path);
        const double kld = std::max(loss.kld, 0.0);
        m_work->note(note, {&kld, 1});
        return kld;
    }

    // One type that all probes share as far as they can: the largest that would fit everywhere, or the next one.
    const Option& probe(const Tensor& tensor) const
    {
        std::size_t chosen = 0;
        for (std::size_t t = 0; t < kTypes.size(); ++t) {
            std::uint64_t all = 0;
            for (const Tensor& other : m_tensors)
                all += optionOf(other, kTypes[t]).cost();
            if (all <= budget())
                chosen = t;
        }
        return optionOf(tensor, kTypes[std::min(chosen, kTypes.size() - 3)]); // Q8_0 and Q6_K hardly show
    }

    static const Option& optionOf(const Tensor& tensor, TensorType type)
    {
        const auto found =
            std::find_if(tensor.options.begin(), tensor.options.end(), [&](const Option& o) { return o.type == type; });
        return found != tensor.options.end() ? *found : tensor.options.front();
    }

    // What fits and loses least. What it takes in memory is not quite what it takes on the disk: that limit is met by
    // planning with less and less, at last with the least, which is known to fit.
    Chosen choose(const std::vector<std::vector<Choice>>& items)
    {
        const std::uint64_t least = costOf(smallest());
        for (std::uint64_t most = fileBudget();;) {
            throwIfStopped(m_stop);
            const bool hasChoice = most > least || m_options.memoryBytes == 0;
            const Chosen chosen = hasChoice ? allocate(items, most).value() : smallest();
            const std::uint64_t memory = memoryOf(planQuantize(m_source, recipeOf(chosen)));
            if (memory <= m_options.memoryBytes)
                return chosen;
            most = costOf(chosen) - std::min(memory - m_options.memoryBytes, costOf(chosen) - least);
        }
    }

    void write()
    {
        std::vector<std::vector<Choice>> items;
        for (const Tensor& tensor : m_tensors) {
            items.emplace_back();
            for (const Option& option : tensor.options)
                items.back().push_back({option.cost(), m_losses.at(tensor.name) * option.error});
        }
        const Chosen chosen = choose(items);
        m_result.tensors.clear();
        m_result.predicted = 0;
        for (std::size_t i = 0; i < m_tensors.size(); ++i) {
            const Option& option = m_tensors[i].options[chosen[i]];
            m_result.tensors.push_back({m_tensors[i].name, option.real, option.bytes, items[i][chosen[i]].loss});
            m_result.predicted += items[i][chosen[i]].loss;
        }
        tell(FitPhase::Writing, 0, 1, m_out.filename().string());
        m_result.bytes = quantized(m_work->file("fitted"), recipeOf(chosen)).bytes;
    }

    // 0 where no limit on it was given.
    std::uint64_t memoryOf(const QuantizePlan& plan) const
    {
        if (m_options.memoryBytes == 0)
            return 0;
        generate::SessionOptions session;
        session.context = m_options.context;
        session.threads = m_options.threads;
        const auto use = planMemory(plan, m_source.filename().string(), session);
        return static_cast<std::uint64_t>(use.weights + use.cache + use.scratch);
    }
    void compareWithPreset()
    {
        const auto fitted = m_work->file("fitted");
        tell(FitPhase::Verifying, 0, 2, "the fitted file");
        m_result.fitted =
            divergence(model::Model::load(fitted, m_stop), m_model, *m_verdictWindows, m_divergence, m_stop);
        const auto path = m_work->file("preset");
        if (writePreset(path)) {
            tell(FitPhase::Verifying, 1, 2, m_result.preset->name);
            m_result.presetLoss =
                divergence(model::Model::load(path, m_stop), m_model, *m_verdictWindows, m_divergence, m_stop);
            m_result.difference = pairedDifference(m_result.fitted.byToken, m_result.presetLoss.byToken);
            m_result.presetWon = m_result.difference.mean >= -2 * m_result.difference.error; // also where both are one
        }
        if (m_result.presetWon)
            m_result.bytes = m_result.presetBytes;
        std::error_code error;
        std::filesystem::rename(m_result.presetWon ? path : fitted, m_out, error);
        if (error)
            files::failToWrite(m_out, error.value());
        files::flushFolder(m_out.has_parent_path() ? m_out.parent_path() : std::filesystem::path("."));
    }

    // The largest preset that fits, of those below Q8_0.
    bool writePreset(const std::filesystem::path& path)
    {
        for (const Preset& preset : presets()) {
            const QuantizeOptions options = finalOptions(quantizeOptions({}, preset.name));
            if (files::info(preset.base).blockValues == 1 || options.types.preset == nullptr)
                continue; // plain numbers
            try {
                const QuantizePlan plan = planQuantize(m_source, options);
                if ((m_options.fileBytes > 0 && plan.bytes > m_options.fileBytes) ||
                    memoryOf(plan) > m_options.memoryBytes)
                    continue;
                m_result.preset = &preset;
                m_result.presetBytes = quantized(path, options).bytes;
            } catch (const Error& error) {
                if (error.kind() != ErrorKind::BadSetting)
                    throw;
                continue; // worthless without importance
            }
            return true;
        }
        m_result.preset = nullptr;
        return false;
    }

    std::filesystem::path m_source, m_out;
    FitOptions m_options;
    const std::atomic<bool>& m_stop;
    const std::function<void(const FitProgress&)>& m_progress;
    std::shared_ptr<const model::Model> m_model;
    DivergenceOptions m_divergence;
    std::optional<Windows> m_probeWindows, m_verdictWindows;
    std::optional<FitWork> m_work;
    std::vector<Tensor> m_tensors;
    std::map<std::string, double> m_losses; // of a tensor at a relative error of one
    std::uint64_t m_rest = 0;               // bytes of the file that no choice changes, the filling of its head apart
    std::uint64_t m_otherMemory = 0;        // about, where it is limited: what no choice changes there
    std::unique_ptr<Rounder> m_rounder;
    FitResult m_result;
};

} // namespace

std::string FitResult::tensorTypeArguments() const
{
    std::string text;
    for (const FittedTensor& tensor : tensors)
        text += (text.empty() ? "" : " ") + std::string("--tensor-type \"") + exactly(tensor.name) + "=" +
                files::info(tensor.type).name + "\"";
    return text;
}

FitResult fitModel(const std::filesystem::path& source, const std::filesystem::path& out, const FitOptions& options,
                   const std::atomic<bool>& stop, const std::function<void(const FitProgress&)>& progress)
{
    if (options.fileBytes == 0 && options.memoryBytes == 0)
        throw Error(ErrorKind::BadSetting, "Say into how many bytes the model is to fit.");
    const StopScope scope(stop);
    Fitter fitter(source, out, options, stop, progress);
    try {
        return fitter.run();
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Stopped && options.keepWork)
            fitter.keepWork();
        throw;
    }
}

} // namespace engine::tune
