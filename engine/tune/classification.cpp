// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/classification.h"

#include "engine/error.h"
#include "engine/model/encoder.h"
#include "engine/tune/stoppable.h"

#include <algorithm>
#include <cmath>

namespace engine::tune
{
namespace
{

std::string listOf(const std::vector<std::string>& labels)
{
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(labels.size(), 10); ++i)
        text += (text.empty() ? "" : ", ") + labels[i].substr(0, 40);
    return text + (labels.size() > 10 ? " and others" : "");
}

} // namespace

std::vector<LabelledText> readLabelledTexts(std::string_view text, const std::string& name)
{
    std::vector<LabelledText> texts;
    for (std::int64_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        if (line.empty())
            continue;
        const std::size_t tab = line.find('\t');
        if (tab == std::string_view::npos || tab == 0 || tab + 1 == line.size())
            throw Error(ErrorKind::BadFile, name + ", line " + std::to_string(number) +
                                                ": a line is a label, a tabulator and a text. Mend this line.");
        texts.push_back({std::string(line.substr(0, tab)), std::string(line.substr(tab + 1)), number});
    }
    return texts;
}

double ClassificationScore::standardError() const
{
    return texts > 1 ? std::sqrt(accuracy() * (1 - accuracy()) / static_cast<double>(texts - 1)) : 0;
}

double ClassificationScore::balancedAccuracy() const
{
    double sum = 0;
    for (const auto& [label, counts] : byLabel)
        sum += static_cast<double>(counts.first) / static_cast<double>(counts.second);
    return byLabel.empty() ? 0 : sum / static_cast<double>(byLabel.size());
}

ClassificationScore scoreClassification(const model::Model& model, const std::vector<LabelledText>& texts, int threads,
                                        const std::atomic<bool>& stop,
                                        const std::function<void(const ClassificationScore&)>& progress)
{
    const std::vector<std::string>& labels = model.config().labels;
    if (!model.config().isEncoder() || labels.empty())
        throw Error(
            ErrorKind::Unsupported,
            model.displayName() +
                " has no head that classifies. Choose an encoder that was trained to, such as a BERT for sentiment.");
    if (texts.empty())
        throw Error(ErrorKind::BadSetting, "There are no texts to classify.");
    for (const LabelledText& text : texts)
        if (std::find(labels.begin(), labels.end(), text.label) == labels.end())
            throw Error(ErrorKind::BadSetting, "Line " + std::to_string(text.line) + ": the model knows no label \"" +
                                                   text.label.substr(0, 40) + "\". Its labels are " + listOf(labels) +
                                                   ".");
    const StoppableOps ops(kernels::cpuBackend(), stop);
    model::Encoder encoder =
        model.gpu() ? model::Encoder(model.config(), model.gpuWeights(), model.gpu())
                    : model::Encoder(model.config(), model.weights(),
                                     threads > 0 ? threads : kernels::Pool::availableThreads(), ops.backend());
    ClassificationScore score;
    for (const LabelledText& text : texts) {
        if (stop)
            throw Error(ErrorKind::Stopped, "The evaluation was stopped.");
        const auto tokens = model.tokenizer().encodeDocument(text.text);
        if (static_cast<std::int64_t>(tokens.size()) > encoder.maxTokens())
            throw Error(ErrorKind::TooLong, "Line " + std::to_string(text.line) + " is " +
                                                std::to_string(tokens.size()) + " tokens long; " + model.displayName() +
                                                " reads " + std::to_string(encoder.maxTokens()) + ". Shorten it.");
        const auto found = encoder.classify(tokens);
        const auto best = std::max_element(found.begin(), found.end(),
                                           [](const auto& a, const auto& b) { return a.probability < b.probability; });
        const bool right = best->label == text.label;
        const auto own =
            std::find_if(found.begin(), found.end(), [&](const auto& label) { return label.label == text.label; });
        score.loss +=
            (-std::log(std::max(own->probability, 1e-300)) - score.loss) / static_cast<double>(score.texts + 1);
        ++score.texts;
        score.right += right ? 1 : 0;
        auto& counts = score.byLabel[text.label];
        counts.first += right ? 1 : 0;
        ++counts.second;
        score.byText.push_back(right);
        if (progress)
            progress(score);
    }
    return score;
}

} // namespace engine::tune
