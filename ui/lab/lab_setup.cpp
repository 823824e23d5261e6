// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/lab_setup.h"

#include "engine/error.h"
#include "ui/chat/visible_text.h"
#include "ui/lab/lab_words.h"
#include "ui/models/model_library.h"
#include "ui/storage_worker.h"
#include "ui/text/engine_sentences.h"

#include <QFileInfo>

#include <algorithm>
#include <climits>

namespace ui
{
namespace
{

using engine::lab::Experiment;

constexpr int kMostModels = 16;
constexpr quint64 kFirstRequest = quint64{1} << 48; // the chat asks the same storage thread, and counts from 1
constexpr qsizetype kMostText = 1 << 20;

kernels::Type cacheType(const std::string& name)
{
    engine::lab::Settings settings;
    try {
        engine::lab::setSetting(settings, "cache", name);
    } catch (const engine::Error&) { // none is set: the default
    }
    return settings.cacheType;
}

bool alike(const engine::lab::Prompt& a, const engine::lab::Prompt& b)
{
    return a.name == b.name && a.text == b.text &&
           std::equal(a.turns.begin(), a.turns.end(), b.turns.begin(), b.turns.end(),
                      [](const auto& x, const auto& y) { return x.role == y.role && x.content == y.content; });
}

double promptTokens(const engine::lab::Prompt& prompt)
{
    constexpr double kBytesPerToken = 4;
    double bytes = static_cast<double>(prompt.text.size());
    for (const auto& turn : prompt.turns)
        bytes += static_cast<double>(turn.content.size());
    return bytes / kBytesPerToken;
}

} // namespace

LabSetup::LabSetup(LabWorker& worker, ModelLibrary& library, StorageWorker& storage, QObject* parent)
    : QObject(parent),
      m_worker(worker),
      m_library(library),
      m_storage(storage),
      m_axes(new LabAxes(this)),
      m_chosen(engine::lab::shippedPrompts().size(), false)
{
    if (!m_chosen.empty())
        m_chosen.front() = true;
    m_wait.setSingleShot(true);
    m_wait.setInterval(kCheckMs);
    connect(&m_wait, &QTimer::timeout, this, &LabSetup::check);
    connect(m_axes, &LabAxes::edited, this, &LabSetup::edit);
    connect(&worker, &LabWorker::checked, this, &LabSetup::onChecked);
    connect(&storage, &StorageWorker::conversationOpened, this, &LabSetup::onOpened);
}

void LabSetup::prepare()
{
    if (m_models.isEmpty() && !m_library.currentPath().isEmpty())
        m_models.append(m_library.currentPath());
    offerDraftModels();
    edit();
}

double LabSetup::bytesOf(const QString& path) const
{
    for (int row = 0; row < m_library.count(); ++row)
        if (m_library.data(m_library.index(row), ModelLibrary::PathRole).toString() == path)
            return m_library.data(m_library.index(row), ModelLibrary::SizeBytesRole).toDouble();
    return 0;
}

// The smallest of those that are smaller: a draft model pays only where it is.
void LabSetup::offerDraftModels()
{
    constexpr std::size_t kMost = 12;
    const double whole = bytesOf(m_models.value(0));
    std::vector<std::pair<double, QString>> smaller;
    for (int row = 0; row < m_library.count(); ++row) {
        const QString path = m_library.data(m_library.index(row), ModelLibrary::PathRole).toString();
        if (const double bytes = bytesOf(path); bytes < whole)
            smaller.emplace_back(bytes, path);
    }
    std::sort(smaller.begin(), smaller.end());
    QStringList paths;
    for (std::size_t i = 0; i < std::min(smaller.size(), kMost); ++i)
        paths.append(smaller[i].second);
    m_axes->setDraftModels(paths);
}

void LabSetup::addModel(const QString& path)
{
    if (path.isEmpty() || m_models.contains(path) || m_models.size() >= kMostModels)
        return;
    m_models.append(path);
    edit();
}

void LabSetup::removeModel(int place)
{
    if (place < 0 || place >= m_models.size())
        return;
    m_models.removeAt(place);
    offerDraftModels();
    edit();
}

void LabSetup::togglePrompt(int place)
{
    if (place < 0 || place >= static_cast<int>(m_chosen.size()))
        return;
    m_chosen[static_cast<std::size_t>(place)] = !m_chosen[static_cast<std::size_t>(place)];
    edit();
}

void LabSetup::setOwnText(const QString& text)
{
    if (m_ownText == text)
        return;
    m_ownText = text.left(kMostText);
    edit();
}

void LabSetup::useConversation(qlonglong id)
{
    if (id <= 0)
        return;
    m_opening = m_opening == 0 ? kFirstRequest : m_opening + 1;
    m_storage.post([request = m_opening, id](StorageWorker& storage) { storage.openConversation(request, id); });
}

void LabSetup::dropConversation()
{
    m_conversation.clear();
    m_talk = {};
    edit();
}

void LabSetup::onOpened(quint64 request, const OpenedConversation& opened)
{
    if (request != m_opening || m_opening == 0)
        return;
    m_talk = {"conversation: " + opened.conversation.title, {}, {}};
    if (!opened.conversation.systemPrompt.empty())
        m_talk.turns.push_back({"system", opened.conversation.systemPrompt});
    for (const storage::Message& message : opened.path)
        m_talk.turns.push_back({message.role == storage::Role::User ? "user" : "assistant", message.text});
    while (!m_talk.turns.empty() && m_talk.turns.back().role != "user")
        m_talk.turns.pop_back();
    m_conversation = m_talk.turns.empty() ? QString() : visibleLine(QString::fromStdString(opened.conversation.title));
    edit();
}

engine::lab::Settings LabSetup::base() const
{
    engine::lab::Settings settings;
    settings.model = m_models.value(0).toStdString();
    const LoadSettings load = m_library.loadSettings(m_models.value(0));
    settings.threads = load.threads;
    settings.batch = load.batch > 0 ? load.batch : settings.batch;
    settings.guesses = load.guesses;
    settings.context = load.context;
    settings.cacheType = cacheType(load.cacheType);
    if (load.onGpu) {
        settings.device = "cuda:0";
        settings.gpuLayers = load.gpuLayers;
    }
    return settings;
}

std::vector<engine::lab::Prompt> LabSetup::chosenPrompts() const
{
    std::vector<engine::lab::Prompt> prompts;
    for (std::size_t i = 0; i < m_chosen.size(); ++i)
        if (m_chosen[i])
            prompts.push_back(engine::lab::shippedPrompts()[i]);
    if (!m_ownText.trimmed().isEmpty())
        prompts.push_back({"own text", {{"user", m_ownText.toStdString()}}, {}});
    if (!m_talk.turns.empty())
        prompts.push_back(m_talk);
    prompts.insert(prompts.end(), m_others.begin(), m_others.end());
    return prompts;
}

Experiment LabSetup::experiment() const
{
    Experiment experiment;
    std::vector<engine::lab::Axis> axes = m_axes->axes();
    if (m_models.size() > 1) {
        engine::lab::Axis models{"model", {}};
        for (const QString& path : m_models)
            models.values.push_back(path.toStdString());
        axes.insert(axes.begin(), models);
    }
    try {
        experiment.candidates = engine::lab::sweep(base(), axes);
    } catch (const engine::Error&) { // the obstacle says why
    }
    experiment.prompts = chosenPrompts();
    experiment.repetitions = m_repetitions;
    experiment.warmUps = m_warmUps;
    experiment.tokens = m_tokens;
    experiment.seed = static_cast<std::uint64_t>(m_seed);
    QStringList keys = LabWords::differing(experiment.candidates);
    for (QString& key : keys)
        key = LabWords::title(key);
    const QString model = visibleLine(QFileInfo(m_models.value(0)).completeBaseName());
    experiment.name = (keys.isEmpty() ? model : tr("%1: %2").arg(model, keys.join(QStringLiteral(", ")))).toStdString();
    return experiment;
}

void LabSetup::show(const Experiment& experiment)
{
    m_models.clear();
    for (const engine::lab::Candidate& candidate : experiment.candidates)
        if (const QString path = QString::fromStdString(candidate.settings.model); !m_models.contains(path))
            m_models.append(path);
    std::vector<engine::lab::Axis> axes;
    for (const engine::lab::SettingInfo& info : engine::lab::settingInfos()) {
        engine::lab::Axis axis{info.key, {}};
        for (const engine::lab::Candidate& candidate : experiment.candidates) {
            const std::string value = engine::lab::settingText(candidate.settings, info.key);
            if (std::find(axis.values.begin(), axis.values.end(), value) == axis.values.end())
                axis.values.push_back(value);
        }
        const bool usual = axis.values.size() == 1 && axis.values[0] == engine::lab::settingText(base(), info.key);
        if (axis.key != "model" && !usual)
            axes.push_back(axis);
    }
    m_axes->setAxes(axes);
    m_chosen.assign(m_chosen.size(), false);
    m_others.clear();
    m_ownText.clear();
    m_conversation.clear();
    m_talk = {};
    for (const engine::lab::Prompt& prompt : experiment.prompts) {
        const auto& shipped = engine::lab::shippedPrompts();
        const auto known = std::find_if(shipped.begin(), shipped.end(),
                                        [&](const engine::lab::Prompt& one) { return alike(one, prompt); });
        if (known != shipped.end())
            m_chosen[static_cast<std::size_t>(known - shipped.begin())] = true;
        else
            m_others.push_back(prompt);
    }
    m_repetitions = experiment.repetitions;
    m_warmUps = experiment.warmUps;
    m_tokens = experiment.tokens;
    m_seed = static_cast<int>(std::min<std::uint64_t>(experiment.seed, INT_MAX));
    edit();
}

void LabSetup::setSpeeds(double promptRate, double decodeRate)
{
    m_promptRate = promptRate;
    m_decodeRate = decodeRate;
    emit changed();
}

QVariantList LabSetup::models() const
{
    QVariantList list;
    for (const QString& path : m_models)
        list.append(QVariantMap{{"path", path}, {"name", visibleLine(QFileInfo(path).fileName())}});
    return list;
}

QVariantList LabSetup::prompts() const
{
    QVariantList list;
    for (std::size_t i = 0; i < m_chosen.size(); ++i) {
        const engine::lab::Prompt& prompt = engine::lab::shippedPrompts()[i];
        list.append(QVariantMap{{"name", LabWords::prompt(prompt.name)},
                                {"chosen", static_cast<bool>(m_chosen[i])},
                                {"tokens", promptTokens(prompt)}});
    }
    return list;
}

void LabSetup::setRepetitions(int value)
{
    m_repetitions = std::clamp(value, 1, 1000);
    edit();
}

void LabSetup::setWarmUps(int value)
{
    m_warmUps = std::clamp(value, 0, 100);
    edit();
}

void LabSetup::setTokens(int value)
{
    m_tokens = std::clamp(value, 1, 65536);
    edit();
}

void LabSetup::setSeed(int value)
{
    m_seed = std::max(value, 0);
    edit();
}

double LabSetup::combinations() const
{
    return static_cast<double>(m_axes->combinations() * std::max<qsizetype>(1, m_models.size()));
}

double LabSetup::runs() const
{
    return combinations() * static_cast<double>(chosenPrompts().size()) * m_repetitions;
}

double LabSetup::seconds() const
{
    // Where nothing was measured: the file's bytes read once a token at what two channels of memory give.
    constexpr double kBytesPerSecond = 2e10;
    constexpr double kBatchGain = 8;
    constexpr double kLoad = 0.5;
    const double bytes = std::max(1e6, bytesOf(m_models.value(0)));
    const double decode = m_decodeRate > 0 ? m_decodeRate : kBytesPerSecond / bytes;
    const double prefill = m_promptRate > 0 ? m_promptRate : kBatchGain * decode;
    double once = 0;
    for (const engine::lab::Prompt& prompt : chosenPrompts())
        once += promptTokens(prompt) / prefill + m_tokens / decode;
    const auto prompts = static_cast<double>(std::max<std::size_t>(1, chosenPrompts().size()));
    return combinations() * (once * (m_repetitions + m_warmUps / prompts) + kLoad);
}

QString LabSetup::obstacle() const
{
    if (m_models.isEmpty())
        return tr("Choose a model to measure.");
    if (chosenPrompts().empty())
        return tr("Choose a prompt, or write one.");
    if (!m_axes->good())
        return tr("A setting has a value that it cannot have; it says which.");
    if (combinations() > engine::lab::kMostCandidates)
        return tr("%1 combinations are more than the %2 that one comparison can hold. Take some values out.")
            .arg(combinations())
            .arg(engine::lab::kMostCandidates);
    for (const engine::lab::Problem& problem : m_problems)
        if (problem.candidate < 0)
            return visibleText(engineSentence(problem.sentence));
    if (!m_checked.empty() && m_problems.size() >= m_checked.size())
        return tr("None of these can run here.");
    return {};
}

QVariantList LabSetup::problems() const
{
    QVariantList list;
    const QStringList keys = LabWords::differing(m_checked);
    for (const engine::lab::Problem& problem : m_problems)
        if (problem.candidate >= 0 && problem.candidate < static_cast<int>(m_checked.size()))
            list.append(
                QVariantMap{{"name", LabWords::name(m_checked[static_cast<std::size_t>(problem.candidate)], keys)},
                            {"sentence", visibleText(engineSentence(problem.sentence))}});
    return list;
}

bool LabSetup::canStart() const
{
    return !m_checking && obstacle().isEmpty();
}

int LabSetup::fewestRepetitions()
{
    constexpr double kError = 0.05;
    return engine::lab::fewestPairs(kError);
}

void LabSetup::edit()
{
    m_axes->setBase(base());
    m_problems.clear();
    m_checked.clear();
    ++m_request;
    m_checking = false;
    m_checking = obstacle().isEmpty(); // else there is nothing to look at
    if (m_checking)
        m_wait.start();
    else
        m_wait.stop();
    emit changed();
}

void LabSetup::check()
{
    const Experiment asked = experiment();
    m_checked = asked.candidates;
    LabWorker* worker = &m_worker;
    QMetaObject::invokeMethod(worker, [worker, request = m_request, asked] { worker->check(request, asked); });
}

void LabSetup::onChecked(quint64 request, const std::vector<engine::lab::Problem>& problems)
{
    if (request != m_request)
        return;
    m_checking = false;
    m_problems = problems;
    emit changed();
}

} // namespace ui
