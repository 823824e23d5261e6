// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/quantize_model.h"

#include "engine/error.h"
#include "engine/files/gguf_writer.h"
#include "engine/files/open_model.h"
#include "engine/stop_scope.h"
#include "engine/tune/folding.h"
#include "engine/tune/importance.h"
#include "engine/tune/lineage.h"
#include "engine/tune/part_journal.h"
#include "engine/tune/quantize_tensor.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace engine::tune
{
namespace
{

constexpr const char* kParentKey = "fettle.parent.sha256";
constexpr const char* kQuantizers = "quantizers 1"; // another number: other bytes, so a part of before is worth nothing

std::string typeName(files::TensorType type)
{
    return files::info(type).name;
}

// As much as llama.cpp keeps of such a text, without half a character at its end (UTF-8).
std::string beginOf(const std::string& text)
{
    std::size_t size = std::min<std::size_t>(text.size(), 127);
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80)
        --size;
    return text.substr(0, size);
}

// What was asked, in one line that people can read.
std::string recipeOf(const TypeOptions& types, const Rounder* rounder, const Folding* folding)
{
    std::string recipe = types.preset->name;
    if (types.pure)
        recipe += " --pure";
    if (types.output)
        recipe += " --output-tensor-type " + typeName(*types.output);
    if (types.embedding)
        recipe += " --token-embedding-type " + typeName(*types.embedding);
    for (const TypeRule& rule : types.rules)
        recipe += " --tensor-type " + rule.pattern + "=" + typeName(rule.type);
    return recipe + (types.importance ? " --imatrix" : "") + (rounder != nullptr ? " --gptq" : "") +
           (folding != nullptr ? " " + folding->recipe : "");
}

// A model opened for an order: what will be written, and with what.
class Order
{
public:
    Order(const std::filesystem::path& source, const QuantizeOptions& options)
        : m_model(files::openModel(source)),
          m_options(options)
    {
        if (options.types.preset == nullptr)
            throw Error(ErrorKind::BadSetting, "No preset was chosen. Choose one of " + presetNames() + ".");
        m_options.types.importance = !options.importance.empty();
        StopScope::look();
        if (m_options.types.importance)
            readImportanceFile();
        StopScope::look();
        m_choices = chooseTypes(m_model, m_options.types);
        if (m_choices.empty())
            throw Error(ErrorKind::BadFile, m_model.name() + " has no tensors. Choose a model file.");
        for (const TypeChoice& choice : m_choices)
            check(choice);
        StopScope::look();
        describe(source);
        StopScope::look();
    }

    const files::GgufFile& model() const { return m_model; }
    const std::vector<TypeChoice>& choices() const { return m_choices; }
    const files::GgufLayout& layout() const { return m_layout; }
    bool wantsParent() const { return m_options.lineage && !m_model.paths().empty(); }

    // Mean squares [matrices, cols] of a tensor; empty where there are none.
    std::vector<float> importanceOf(const TypeChoice& choice) const
    {
        const auto found = m_importance.tensors.find(choice.tensor->name);
        if (found == m_importance.tensors.end() || !fits(choice, found->second))
            return {};
        std::vector<float> means = found->second.meanSquares();
        if (const TensorScales* scales = scalesOf(choice); scales != nullptr && !scales->cols.empty())
            for (std::size_t i = 0; i < means.size(); ++i) { // of the inputs that the folded matrix sees
                const float scale = scales->cols[i % scales->cols.size()];
                means[i] /= scale * scale;
            }
        return means;
    }

    const TensorScales* scalesOf(const TypeChoice& choice) const
    {
        return m_options.folding != nullptr ? m_options.folding->of(choice.tensor->name) : nullptr;
    }

    QuantizePlan plan() const
    {
        QuantizePlan plan;
        plan.sourceBytes = m_model.size();
        plan.bytes = m_layout.size;
        plan.head = m_layout.head;
        plan.headPadding = m_layout.headPadding;
        std::uint64_t bytes = 0;
        std::uint64_t weights = 0;
        for (std::size_t i = 0; i < m_choices.size(); ++i) {
            const TypeChoice& choice = m_choices[i];
            TensorReport report{choice.tensor->name, choice.tensor->type, choice.type};
            report.bytes = files::tensorBytes(m_content.tensors()[i]);
            report.fellBack = choice.fellBack;
            bytes += report.bytes;
            weights += choice.tensor->elements();
            plan.tensors.push_back(std::move(report));
        }
        plan.bitsPerWeight = 8.0 * static_cast<double>(bytes) / static_cast<double>(weights);
        return plan;
    }

    // Of everything that the new bytes depend on.
    std::string fingerprint(const SourceReader& source) const
    {
        return std::string("fettle ") +
               hashOfText(std::string(kQuantizers) + "\n" + source.identity() + "\n" +
                          recipeOf(m_options.types, m_options.rounder, m_options.folding) + "\n" + m_importanceHash +
                          "\n" + (m_options.rounder != nullptr ? m_options.rounder->identity() : "") + "\n" +
                          (m_options.folding != nullptr ? m_options.folding->identity() + "\n" : "") +
                          std::string(reinterpret_cast<const char*>(m_layout.head.data()), m_layout.head.size()));
    }

    // Where the parent's hash stands in the head. Other values may hold the key's name, so the head is read.
    std::uint64_t parentOffset() const
    {
        const std::vector<std::byte> metadata = files::encodeMetadata(m_content); // the head but for a count of tensors
        const files::GgufFile file(metadata, m_model.name());
        return static_cast<std::uint64_t>(file.find(kParentKey)->bytes.data() - metadata.data());
    }

private:
    static std::uint64_t matricesOf(const files::GgufTensor& tensor) // all that a tensor of experts has
    {
        return tensor.shape[2] * tensor.shape[3];
    }
    static bool hasItsSize(const TypeChoice& choice, const ImportanceMatrix::Entry& entry)
    {
        return entry.sums.size() == choice.tensor->shape[0] * matricesOf(*choice.tensor);
    }
    // The older format has one count for all experts.
    static bool fits(const TypeChoice& choice, const ImportanceMatrix::Entry& entry)
    {
        return hasItsSize(choice, entry) &&
               (entry.counts.size() == 1 || entry.counts.size() == matricesOf(*choice.tensor));
    }

    void readImportanceFile()
    {
        m_importance = readImportance(m_options.importance);
        const auto isThere = [&](const auto& entry) { return m_model.findTensor(entry.first) != nullptr; };
        if (std::none_of(m_importance.tensors.begin(), m_importance.tensors.end(), isThere))
            throw Error(ErrorKind::BadSetting, m_options.importance.string() +
                                                   " does not fit this model: it has nothing for any of its tensors. "
                                                   "Choose the file that was made with this model.");
        std::string all;
        for (const auto& [name, entry] : m_importance.tensors) {
            const std::vector<float> means = entry.meanSquares();
            all += name + std::string(reinterpret_cast<const char*>(means.data()), means.size() * sizeof(float));
        }
        m_importanceHash = hashOfText(all);
    }

    void check(const TypeChoice& choice) const
    {
        const files::TensorTypeInfo& from = files::info(choice.tensor->type);
        const std::string tensor = "The tensor \"" + choice.tensor->name + "\"";
        if (!choice.quantized())
            return;
        if (from.blockValues > 1 && !m_options.allowRequantize)
            throw Error(ErrorKind::BadSetting,
                        tensor + " of " + m_model.name() + " is " + from.name +
                            " already, and quantizing it again loses more than quantizing once. "
                            "Choose the model in F16 or BF16, or allow it (--allow-requantize).");
        if (!from.kernel)
            throw Error(ErrorKind::Unsupported, tensor + " of " + m_model.name() + " is stored as " + from.name +
                                                    ", which cannot be read. Choose a model in F32, F16 or BF16.");
        const auto entry = m_importance.tensors.find(choice.tensor->name);
        const bool present = entry != m_importance.tensors.end();
        if (present && !fits(choice, entry->second) && choice.tensor->name != "token_embd.weight")
            refuseImportance(*choice.tensor, entry->second, hasItsSize(choice, entry->second));
        if (choice.needsImportance && !present)
            throw Error(ErrorKind::BadSetting, tensor + " would be worthless as " + typeName(choice.type) +
                                                   " without an importance matrix. Give one (--imatrix), or choose a "
                                                   "larger preset.");
    }

    [[noreturn]] void refuseImportance(const files::GgufTensor& tensor, const ImportanceMatrix::Entry& entry,
                                       bool hasItsSize) const
    {
        const std::uint64_t matrices = matricesOf(tensor);
        const std::string found = std::to_string(hasItsSize ? entry.counts.size() : entry.sums.size());
        const std::string wanted = std::to_string(hasItsSize ? matrices : tensor.shape[0] * matrices);
        throw Error(ErrorKind::BadSetting, m_options.importance.string() + " does not fit this model: it has " + found +
                                               (hasItsSize ? " counts for \"" : " values for \"") + tensor.name +
                                               "\", not " + wanted +
                                               ". Choose the file that was made with this model.");
    }

    void describe(const std::filesystem::path& source)
    {
        m_content = files::GgufContent::copyOf(m_model);
        m_content.tensors().clear();
        for (const TypeChoice& choice : m_choices)
            m_content.add({choice.tensor->name,
                           choice.type,
                           {choice.tensor->shape.begin(), choice.tensor->shape.begin() + choice.tensor->dimensions},
                           {},
                           {}});
        for (const char* key :
             {"general.quantization_version", "general.file_type", "quantize.imatrix.file", "quantize.imatrix.dataset",
              "quantize.imatrix.entries_count", "quantize.imatrix.chunks_count"})
            m_content.remove(key);
        removeLineage(m_content);
        m_content.set("general.quantization_version", std::uint32_t{2});
        m_content.set("general.file_type", m_options.types.preset->fileType);
        if (m_options.types.importance)
            describeImportance();
        if (m_options.lineage) {
            m_content.set("fettle.parent.name", parentName(m_model, source));
            m_content.set("fettle.recipe", recipeOf(m_options.types, m_options.rounder, m_options.folding));
            if (m_options.types.importance)
                m_content.set("fettle.imatrix.sha256", m_importanceHash);
            describeCalibration(m_content, m_options.calibration);
            reserveMeasured(m_content);
            if (wantsParent()) // known when the source was read once; only its length is needed now
                m_content.set(kParentKey, std::string(65 * m_model.paths().size() - 1, '0'));
        }
        m_layout = files::layoutOf(m_content, m_model.name());
    }

    void describeImportance()
    {
        m_content.set("quantize.imatrix.file", beginOf(m_options.importance.filename().string()));
        if (!m_importance.datasets.empty())
            m_content.set("quantize.imatrix.dataset", beginOf(m_importance.datasets.front()));
        m_content.set("quantize.imatrix.entries_count", static_cast<std::uint32_t>(m_importance.tensors.size()));
        if (m_importance.chunks > 0)
            m_content.set("quantize.imatrix.chunks_count", static_cast<std::uint32_t>(m_importance.chunks));
    }

    files::GgufFile m_model;
    QuantizeOptions m_options;
    ImportanceMatrix m_importance;
    std::string m_importanceHash;
    std::vector<TypeChoice> m_choices;
    files::GgufContent m_content;
    files::GgufLayout m_layout;
};

// The SHA-256 of the source, made beside the work.
class ParentHash
{
public:
    ParentHash(const SourceReader& source, bool wanted)
    {
        if (wanted)
            m_thread = std::thread([this, &source] {
                m_hash = source.hash(m_stop);
                m_done = true;
            });
    }
    ~ParentHash()
    {
        m_stop = true;
        if (m_thread.joinable())
            m_thread.join();
    }
    // Empty where `control` stopped it.
    std::string wait(const QuantizeControl& control)
    {
        while (m_thread.joinable() && !m_done && !control.stop)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        m_stop = true;
        if (m_thread.joinable())
            m_thread.join();
        return m_hash;
    }

private:
    std::atomic<bool> m_stop = false;
    std::atomic<bool> m_done = false;
    std::string m_hash;
    std::thread m_thread;
};

// What a finished tensor's report leaves in the journal.
std::string noteOf(const TensorReport& report)
{
    char note[160];
    std::snprintf(note, sizeof note, "%a %a %a %a %d %d", report.relativeError, report.weightedError,
                  report.plainOutputError, report.outputError, report.weighted ? 1 : 0, report.rounded ? 1 : 0);
    return note;
}

void readNote(const std::string& note, TensorReport& report)
{
    char* end = nullptr;
    report.relativeError = std::strtod(note.c_str(), &end);
    report.weightedError = std::strtod(end, &end);
    report.plainOutputError = std::strtod(end, &end);
    report.outputError = std::strtod(end, &end);
    report.weighted = std::strtol(end, &end, 10) == 1;
    report.rounded = std::strtol(end, nullptr, 10) == 1;
}

class Run
{
public:
    Run(const Order& order, const std::filesystem::path& out, const QuantizeOptions& options,
        const QuantizeControl& control, const std::function<void(const QuantizeProgress&)>& progress)
        : m_order(order),
          m_control(control),
          m_progress(progress),
          m_rounder(options.rounder),
          m_source(order.model()),
          m_file(out, order.layout().size, order.fingerprint(m_source)),
          m_pool(std::clamp(options.threads > 0 ? options.threads : kernels::Pool::availableThreads(), 1, 256)),
          m_quantizer(m_pool, m_source, control)
    {
        m_result.plan = order.plan();
    }

    PartJournal& file() { return m_file; }

    QuantizeResult go()
    {
        const auto begin = std::chrono::steady_clock::now();
        ParentHash parent(m_source, m_order.wantsParent());
        m_file.patch(0, m_order.layout().head);
        m_bytes = m_order.layout().head.size();
        for (std::size_t i = 0; i < m_order.choices().size(); ++i)
            tensor(i);
        m_result.parentHash = parent.wait(m_control);
        if (!m_result.parentHash.empty())
            m_file.patch(m_order.parentOffset(), std::as_bytes(std::span(m_result.parentHash)));
        m_source.checkUnchanged();
        if (m_control.stop)
            throw Error(ErrorKind::Stopped, "Quantizing was stopped.");
        tell(QuantizePhase::Finishing, m_order.choices().size() - 1, false);
        m_file.finish(m_control.stop);
        m_result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        return std::move(m_result);
    }

private:
    void tensor(std::size_t i)
    {
        const TypeChoice& choice = m_order.choices()[i];
        TensorReport& report = m_result.plan.tensors[i];
        const std::uint64_t offset = m_order.layout().offsets[i];
        const std::string piece = std::to_string(i); // names come from the file and may hold anything
        tell(QuantizePhase::Checking, i, false);
        if (const std::string* note = m_file.whole(piece, offset, report.bytes, m_control.stop)) {
            readNote(*note, report);
            report.resumed = true;
            m_result.resumedBytes += report.bytes;
            m_bytes += report.bytes;
            tell(QuantizePhase::Checking, i, true);
            if (m_control.stop)
                throw Error(ErrorKind::Stopped, "Quantizing was stopped.");
            return;
        }
        if (m_control.stop)
            throw Error(ErrorKind::Stopped, "Quantizing was stopped.");
        std::uint64_t at = offset;
        const auto sink = [&](std::span<const std::byte> bytes) {
            m_file.write(at, bytes);
            at += bytes.size();
            m_bytes += bytes.size();
            tell(QuantizePhase::Quantizing, i, false);
        };
        if (choice.quantized() && rounder(choice) != nullptr &&
            m_quantizer.round(*choice.tensor, choice.type, *rounder(choice), report, sink, m_order.scalesOf(choice))) {
            // done
        } else if (const TensorScales* scales = m_order.scalesOf(choice); choice.quantized() || scales != nullptr) {
            const std::vector<float> importance = m_order.importanceOf(choice);
            report.weighted = !importance.empty() && choice.quantized();
            m_quantizer.quantize(*choice.tensor, choice.type, report.weighted ? importance.data() : nullptr, report,
                                 sink, scales);
        } else {
            m_quantizer.copy(*choice.tensor, sink);
        }
        m_source.checkUnchanged();
        m_file.endPiece(piece, noteOf(report));
        tell(QuantizePhase::Quantizing, i, true);
    }

    Rounder* rounder(const TypeChoice& choice) const // null where it has no say
    {
        return m_rounder != nullptr && m_rounder->knows(*choice.tensor, choice.type) ? m_rounder : nullptr;
    }

    void tell(QuantizePhase phase, std::size_t index, bool finished) const
    {
        if (m_progress)
            m_progress({phase, &m_result.plan.tensors[index], finished, index, m_result.plan.tensors.size(), m_bytes,
                        m_result.plan.bytes});
    }

    const Order& m_order;
    QuantizeControl m_control;
    const std::function<void(const QuantizeProgress&)>& m_progress;
    Rounder* m_rounder;
    SourceReader m_source;
    PartJournal m_file;
    kernels::Pool m_pool;
    TensorQuantizer m_quantizer;
    QuantizeResult m_result;
    std::uint64_t m_bytes = 0; // written or found
};

} // namespace

QuantizePlan planQuantize(const std::filesystem::path& source, const QuantizeOptions& options)
{
    return Order(source, options).plan();
}

QuantizeResult quantizeModel(const std::filesystem::path& source, const std::filesystem::path& out,
                             const QuantizeOptions& options, const QuantizeControl& control,
                             const std::function<void(const QuantizeProgress&)>& progress)
{
    const StopScope scope(control.stop);
    const Order order(source, options);
    refuseOwnSource(out, order.model(), source);
    refusePartName(out);
    refuseInputs(out, {&options.importance, 1});
    Run run(order, out, options, control, progress);
    try {
        return run.go();
    } catch (const Error& error) {
        const bool goesOn =
            error.kind() == ErrorKind::NotWritten || (error.kind() == ErrorKind::Stopped && options.keepPart);
        if (!goesOn) // the next attempt would end the same way
            run.file().discard();
        throw;
    }
}

} // namespace engine::tune
