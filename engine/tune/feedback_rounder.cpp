// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/error.h"
#include "engine/files/digest.h"
#include "engine/stop_scope.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/folding.h"
#include "engine/tune/layer_walk.h"
#include "engine/tune/rounder.h"
#include "kernels/code_grid.h"

#include <algorithm>

namespace engine::tune
{
namespace
{

constexpr Input kInputs[] = {Input::Attention, Input::AttentionOutput, Input::FeedForward, Input::FeedForwardDown};

using Place = std::pair<Input, int>; // of a layer

class FeedbackRounder : public Rounder
{
public:
    FeedbackRounder(const std::filesystem::path& model, std::string_view text, const FeedbackOptions& options,
                    const std::atomic<bool>& stop)
        : m_options(options),
          m_model(model::Model::load(model, stop)),
          m_windows(m_model->tokenizer(), text, {options.context, options.most, Protocol::Whole})
    {
        if (m_windows.count() < 2)
            throw Error(ErrorKind::BadSetting, "The calibration text has " + std::to_string(m_windows.textTokens()) +
                                                   " tokens, one window; at least two of " +
                                                   std::to_string(options.context) +
                                                   " are needed, the last to judge by. Choose a longer text.");
        m_layers = static_cast<int>(m_model->config().layers);
        for (int layer = 0; layer < m_layers; ++layer)
            for (const Input input : kInputs)
                for (const std::string& name : tensorsWith(*m_model, input, layer))
                    m_places[name] = {input, layer};
        files::Digest digest;
        digest.add(std::as_bytes(m_windows.tokens()));
        m_identity = "gptq 1 " + digest.hex() + " " + std::to_string(options.context) + " " +
                     std::to_string(options.gptq.damping) + " " + std::to_string(options.gptq.descents);
    }

    std::string identity() const override { return m_identity; }

    bool knows(const files::GgufTensor& tensor, files::TensorType type) const override
    {
        const auto kernel = files::info(type).kernel;
        return m_places.count(tensor.name) != 0 && tensor.shape[2] == 1 && tensor.shape[3] == 1 && kernel &&
               kernels::hasCodeGrid(*kernel);
    }

    std::optional<GptqResult> round(const files::GgufTensor& tensor, const float* weights, files::TensorType type,
                                    kernels::Pool& pool, const std::atomic<bool>& stop) override
    {
        const Place place = m_places.at(tensor.name);
        const auto cols = static_cast<std::int64_t>(tensor.shape[0]);
        if ((m_windows.count() - heldOutWindows()) * (m_windows.context() - 1) < (cols + 1) / 2)
            return std::nullopt; // too few tokens for so wide an input
        if (place.second < m_first || place.second >= m_first + static_cast<int>(m_moments.size()))
            observe(place.second, pool, stop);
        if (!m_curvature || m_curvaturePlace != place) {
            m_curvature.reset(); // before there are two
            const SecondMoments& moments = m_moments[static_cast<std::size_t>(place.second - m_first)].at(place.first);
            if (moments.sums().size() != static_cast<std::size_t>(cols * cols))
                return std::nullopt;
            const LargeVector<float> folded = foldedMoments(tensor.name, moments, cols, stop);
            m_curvature.emplace(folded.empty() ? moments.sums().data() : folded.data(), cols, moments.tokens(),
                                m_options.gptq, pool, stop);
            m_curvaturePlace = place;
            m_judges = foldedRows(tensor.name, m_heldOut->rows(place), cols, stop);
        }
        const std::vector<float>& rows = m_judges.empty() ? m_heldOut->rows(place) : m_judges;
        return quantizeWithFeedback(
            weights, static_cast<std::int64_t>(tensor.elements()) / cols, *files::info(type).kernel, *m_curvature,
            {rows.data(), static_cast<std::int64_t>(rows.size()) / cols}, m_options.gptq, pool, stop);
    }

private:
    // What the columns of a tensor were multiplied by; null: nothing.
    const std::vector<float>* scalesOf(const std::string& tensor) const
    {
        const TensorScales* scales = m_options.folding != nullptr ? m_options.folding->of(tensor) : nullptr;
        return scales != nullptr && !scales->cols.empty() ? &scales->cols : nullptr;
    }

    // Sums of x x^T and rows of the inputs x / s that a folded matrix sees, all matrices of an input with the same s;
    // empty where nothing is folded.
    LargeVector<float> foldedMoments(const std::string& tensor, const SecondMoments& moments, std::int64_t cols,
                                     const std::atomic<bool>& stop) const
    {
        const std::vector<float>* scales = scalesOf(tensor);
        LargeVector<float> folded;
        if (scales != nullptr)
            folded.reserve(moments.sums().size());
        for (std::int64_t i = 0; scales != nullptr && i < cols; ++i) {
            throwIfStopped(stop);
            for (std::int64_t j = 0; j < cols; ++j)
                folded.push_back(moments.sums()[static_cast<std::size_t>(i * cols + j)] /
                                 ((*scales)[static_cast<std::size_t>(i)] * (*scales)[static_cast<std::size_t>(j)]));
        }
        return folded;
    }
    std::vector<float> foldedRows(const std::string& tensor, const std::vector<float>& rows, std::int64_t cols,
                                  const std::atomic<bool>& stop) const
    {
        const std::vector<float>* scales = scalesOf(tensor);
        std::vector<float> folded;
        for (std::size_t row = 0; scales != nullptr && row < rows.size(); row += static_cast<std::size_t>(cols)) {
            throwIfStopped(stop);
            for (std::size_t j = 0; j < static_cast<std::size_t>(cols); ++j)
                folded.push_back(rows[row + j] / (*scales)[j]);
        }
        return folded;
    }

    std::int64_t heldOutWindows() const { return std::max<std::int64_t>(1, m_windows.count() / 10); }

    // Reads the text for the blocks from `first` on, as many as the memory has room for.
    void observe(int first, kernels::Pool& pool, const std::atomic<bool>& stop)
    {
        m_curvature.reset();
        m_moments.clear();
        m_first = first;
        const int count = std::min<int>(m_layers - first, blocksAtOnce(first));
        m_heldOut.emplace(first, first + count - 1);
        Observers observers;
        m_moments.resize(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
            for (const Input input : kInputs)
                observers.add(m_moments[static_cast<std::size_t>(i)]
                                  .try_emplace(input, input, first + i, pool, stop)
                                  .first->second);
        const std::int64_t seen = m_windows.count() - heldOutWindows();
        if (!m_walk) {
            m_walk.emplace(m_model, m_windows.part(0, seen), m_options.threads);
            m_heldOutWalk.emplace(m_model, m_windows.part(seen, m_windows.count()), m_options.threads);
        }
        m_walk->show(first, first + count - 1, observers, stop);
        m_heldOutWalk->show(first, first + count - 1, *m_heldOut, stop);
    }

    int blocksAtOnce(int layer) const
    {
        std::int64_t bytes = 0;
        for (const Input input : kInputs)
            for (const std::string& name : tensorsWith(*m_model, input, layer)) {
                const auto cols = static_cast<std::int64_t>(m_model->file().findTensor(name)->shape[0]);
                bytes += cols * (cols + InputRows::kMost) * static_cast<std::int64_t>(sizeof(float));
                break; // one input
            }
        return static_cast<int>(
            std::clamp<std::int64_t>(m_options.memory / std::max<std::int64_t>(bytes, 1), 1, m_layers));
    }

    FeedbackOptions m_options;
    std::shared_ptr<const model::Model> m_model;
    Windows m_windows;
    std::string m_identity;
    int m_layers = 0;
    std::map<std::string, Place> m_places; // by tensor
    int m_first = 0;                       // layer of m_moments[0]
    std::optional<LayerWalk> m_walk, m_heldOutWalk;
    std::vector<std::map<Input, SecondMoments>> m_moments;
    std::optional<InputRows> m_heldOut;
    std::optional<Curvature> m_curvature; // of the last input asked for: its matrices come one after the other
    Place m_curvaturePlace{};
    std::vector<float> m_judges; // its held-out rows where scales are folded in
};

} // namespace

std::unique_ptr<Rounder> feedbackRounder(const std::filesystem::path& model, std::string_view text,
                                         const FeedbackOptions& options, const std::atomic<bool>& stop)
{
    const StopScope scope(stop);
    return std::make_unique<FeedbackRounder>(model, text, options, stop);
}

} // namespace engine::tune
