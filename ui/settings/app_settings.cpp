// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/app_settings.h"

#include "ui/storage_worker.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui
{
namespace
{

template <class T>
struct Range {
    T low;
    T high;

    T clamp(T value, T otherwise) const
    {
        if constexpr (std::is_floating_point_v<T>)
            if (std::isnan(value))
                return otherwise;
        return std::clamp(value, low, high);
    }
};

// The engine's ranges (engine/generate/sampler.h, session.h); an open end is kept off by the smallest useful step.
constexpr Range<int> kTheme{0, 2};
constexpr Range<double> kFontScale{0.75, 2};
constexpr Range<double> kTemperature{0, 5};
constexpr Range<int> kTopK{0, 1'000'000};
constexpr Range<double> kTopP{0.01, 1};
constexpr Range<double> kMinP{0, 0.99};
constexpr Range<double> kRepeatPenalty{0.1, 5};
constexpr Range<double> kPenalty{-2, 2};
constexpr Range<qlonglong> kSeed{-1, std::numeric_limits<qlonglong>::max()};
constexpr Range<int> kMaxTokens{0, 1'000'000};
constexpr Range<int> kContext{0, 16'777'216};
constexpr Range<int> kThreads{0, 256};

std::string stored(bool value)
{
    return value ? "1" : "0";
}
std::string stored(int value)
{
    return std::to_string(value);
}
std::string stored(qlonglong value)
{
    return std::to_string(value);
}
std::string stored(double value)
{
    return QByteArray::number(value, 'g', 17).toStdString(); // the same in each locale
}
std::string stored(const QString& value)
{
    return value.toStdString();
}
std::string stored(const QStringList& value)
{
    return QJsonDocument(QJsonArray::fromStringList(value)).toJson(QJsonDocument::Compact).toStdString();
}

QStringList withoutEmpty(const QVariantList& values)
{
    QStringList texts;
    for (const QVariant& value : values)
        if (!value.toString().isEmpty())
            texts.append(value.toString());
    return texts;
}

class Reader
{
public:
    explicit Reader(const std::map<std::string, std::string>& values) : m_values(values) {}

    void read(const char* key, bool& member) const
    {
        if (const QByteArray text = find(key); text == "0" || text == "1")
            member = text == "1";
    }
    void read(const char* key, QString& member) const
    {
        if (m_values.contains(key))
            member = QString::fromUtf8(find(key));
    }
    void read(const char* key, QStringList& member) const
    {
        if (m_values.contains(key))
            member = withoutEmpty(QJsonDocument::fromJson(find(key)).array().toVariantList());
    }
    void read(const char* key, int& member, const Range<int>& range) const
    {
        bool good = false;
        const int value = find(key).toInt(&good);
        if (good)
            member = range.clamp(value, member);
    }
    void read(const char* key, qlonglong& member, const Range<qlonglong>& range) const
    {
        bool good = false;
        const qlonglong value = find(key).toLongLong(&good);
        if (good)
            member = range.clamp(value, member);
    }
    void read(const char* key, double& member, const Range<double>& range) const
    {
        bool good = false;
        const double value = find(key).toDouble(&good);
        if (good)
            member = range.clamp(value, member);
    }

private:
    QByteArray find(const char* key) const
    {
        const auto found = m_values.find(key);
        return found == m_values.end() ? QByteArray() : QByteArray::fromStdString(found->second);
    }

    const std::map<std::string, std::string>& m_values;
};

bool isDevice(const QString& value)
{
    static const QRegularExpression kGpu(QStringLiteral("^cuda:[0-9]{1,3}(,cuda:[0-9]{1,3}){0,15}$"));
    return value == u"auto" || value == u"cpu" || kGpu.match(value).hasMatch();
}

bool isLanguage(const QString& value)
{
    return value.isEmpty() || value == u"en" || value == u"zh_CN";
}

} // namespace

AppSettings::AppSettings(StorageWorker& storage, QObject* parent) : QObject(parent), m_storage(storage) {}

void AppSettings::restore(const std::map<std::string, std::string>& values)
{
    const Reader reader(values);
    Values& v = m_values;
    reader.read("theme", v.theme, kTheme);
    reader.read("language", v.language);
    if (!isLanguage(v.language))
        v.language.clear();
    reader.read("sidebarVisible", v.sidebarVisible);
    reader.read("panelVisible", v.panelVisible);
    reader.read("highContrast", v.highContrast);
    reader.read("fontScale", v.fontScale, kFontScale);
    reader.read("temperature", v.temperature, kTemperature);
    reader.read("topK", v.topK, kTopK);
    reader.read("topP", v.topP, kTopP);
    reader.read("minP", v.minP, kMinP);
    reader.read("repeatPenalty", v.repeatPenalty, kRepeatPenalty);
    reader.read("presencePenalty", v.presencePenalty, kPenalty);
    reader.read("frequencyPenalty", v.frequencyPenalty, kPenalty);
    reader.read("seed", v.seed, kSeed);
    reader.read("maxTokens", v.maxTokens, kMaxTokens);
    reader.read("stopStrings", v.stopStrings);
    reader.read("systemPrompt", v.systemPrompt);
    reader.read("titleByModel", v.titleByModel);
    reader.read("contextLength", v.contextLength, kContext);
    reader.read("threads", v.threads, kThreads);
    reader.read("device", v.device);
    if (!isDevice(v.device))
        v.device = Values().device;
    reader.read("verifiedGpus", v.verified);
    for (const auto changed :
         {&AppSettings::themeChanged, &AppSettings::languageChanged, &AppSettings::sidebarVisibleChanged,
          &AppSettings::panelVisibleChanged, &AppSettings::highContrastChanged, &AppSettings::fontScaleChanged,
          &AppSettings::samplingChanged, &AppSettings::systemPromptChanged, &AppSettings::titleByModelChanged,
          &AppSettings::loadOptionsChanged})
        emit(this->*changed)();
}

engine::generate::SamplerSettings AppSettings::sampling() const
{
    engine::generate::SamplerSettings sampling;
    sampling.temperature = static_cast<float>(m_values.temperature);
    sampling.topK = m_values.topK;
    sampling.topP = static_cast<float>(m_values.topP);
    sampling.minP = static_cast<float>(m_values.minP);
    sampling.repeatPenalty = static_cast<float>(m_values.repeatPenalty);
    sampling.presencePenalty = static_cast<float>(m_values.presencePenalty);
    sampling.frequencyPenalty = static_cast<float>(m_values.frequencyPenalty);
    if (m_values.seed >= 0)
        sampling.seed = static_cast<std::uint64_t>(m_values.seed);
    return sampling;
}

LoadOptions AppSettings::loadOptions() const
{
    LoadOptions options;
    options.context = m_values.contextLength;
    options.threads = m_values.threads;
    options.device = m_values.device.toStdString();
    for (const QString& mark : m_values.verified)
        options.verified.push_back(mark.toStdString());
    return options;
}

void AppSettings::resetSampling()
{
    const Values defaults;
    setTemperature(defaults.temperature);
    setTopK(defaults.topK);
    setTopP(defaults.topP);
    setMinP(defaults.minP);
    setRepeatPenalty(defaults.repeatPenalty);
    setPresencePenalty(defaults.presencePenalty);
    setFrequencyPenalty(defaults.frequencyPenalty);
    setSeed(defaults.seed);
    setMaxTokens(defaults.maxTokens);
    setStopStrings(defaults.stopStrings);
}

void AppSettings::apply(const Preset& preset)
{
    setSystemPrompt(preset.systemPrompt);
    setTemperature(preset.temperature);
    setTopK(preset.topK);
    setTopP(preset.topP);
    setMinP(preset.minP);
    setRepeatPenalty(preset.repeatPenalty);
    setPresencePenalty(preset.presencePenalty);
    setFrequencyPenalty(preset.frequencyPenalty);
    setMaxTokens(preset.maxTokens);
    setStopStrings(preset.stopStrings);
    if (preset.contextLength > 0)
        setContextLength(preset.contextLength);
}

Preset AppSettings::asPreset() const
{
    Preset preset;
    preset.systemPrompt = m_values.systemPrompt;
    preset.temperature = m_values.temperature;
    preset.topK = m_values.topK;
    preset.topP = m_values.topP;
    preset.minP = m_values.minP;
    preset.repeatPenalty = m_values.repeatPenalty;
    preset.presencePenalty = m_values.presencePenalty;
    preset.frequencyPenalty = m_values.frequencyPenalty;
    preset.maxTokens = m_values.maxTokens;
    preset.stopStrings = m_values.stopStrings;
    preset.contextLength = m_values.contextLength;
    return preset;
}

template <class T>
void AppSettings::assign(T& member, const T& value, const char* key, void (AppSettings::*changed)())
{
    if (member == value)
        return;
    member = value;
    m_storage.post([values = std::map<std::string, std::string>{{key, stored(value)}}](StorageWorker& storage) {
        storage.saveSettings(values);
    });
    emit(this->*changed)();
}

void AppSettings::setTheme(int value)
{
    assign(m_values.theme, kTheme.clamp(value, 0), "theme", &AppSettings::themeChanged);
}

void AppSettings::setLanguage(const QString& value)
{
    if (isLanguage(value))
        assign(m_values.language, value, "language", &AppSettings::languageChanged);
}

void AppSettings::setSidebarVisible(bool value)
{
    assign(m_values.sidebarVisible, value, "sidebarVisible", &AppSettings::sidebarVisibleChanged);
}

void AppSettings::setPanelVisible(bool value)
{
    assign(m_values.panelVisible, value, "panelVisible", &AppSettings::panelVisibleChanged);
}

void AppSettings::setHighContrast(bool value)
{
    assign(m_values.highContrast, value, "highContrast", &AppSettings::highContrastChanged);
}

void AppSettings::setFontScale(double value)
{
    assign(m_values.fontScale, kFontScale.clamp(value, m_values.fontScale), "fontScale",
           &AppSettings::fontScaleChanged);
}

void AppSettings::setTemperature(double value)
{
    assign(m_values.temperature, kTemperature.clamp(value, m_values.temperature), "temperature",
           &AppSettings::samplingChanged);
}

void AppSettings::setTopK(int value)
{
    assign(m_values.topK, kTopK.clamp(value, 0), "topK", &AppSettings::samplingChanged);
}

void AppSettings::setTopP(double value)
{
    assign(m_values.topP, kTopP.clamp(value, m_values.topP), "topP", &AppSettings::samplingChanged);
}

void AppSettings::setMinP(double value)
{
    assign(m_values.minP, kMinP.clamp(value, m_values.minP), "minP", &AppSettings::samplingChanged);
}

void AppSettings::setRepeatPenalty(double value)
{
    assign(m_values.repeatPenalty, kRepeatPenalty.clamp(value, m_values.repeatPenalty), "repeatPenalty",
           &AppSettings::samplingChanged);
}

void AppSettings::setPresencePenalty(double value)
{
    assign(m_values.presencePenalty, kPenalty.clamp(value, m_values.presencePenalty), "presencePenalty",
           &AppSettings::samplingChanged);
}

void AppSettings::setFrequencyPenalty(double value)
{
    assign(m_values.frequencyPenalty, kPenalty.clamp(value, m_values.frequencyPenalty), "frequencyPenalty",
           &AppSettings::samplingChanged);
}

void AppSettings::setSeed(qlonglong value)
{
    assign(m_values.seed, kSeed.clamp(value, -1), "seed", &AppSettings::samplingChanged);
}

void AppSettings::setMaxTokens(int value)
{
    assign(m_values.maxTokens, kMaxTokens.clamp(value, 0), "maxTokens", &AppSettings::samplingChanged);
}

void AppSettings::setStopStrings(const QStringList& value)
{
    QStringList kept = value;
    kept.removeAll(QString());
    assign(m_values.stopStrings, kept, "stopStrings", &AppSettings::samplingChanged);
}

void AppSettings::setSystemPrompt(const QString& value)
{
    assign(m_values.systemPrompt, value, "systemPrompt", &AppSettings::systemPromptChanged);
}

void AppSettings::setTitleByModel(bool value)
{
    assign(m_values.titleByModel, value, "titleByModel", &AppSettings::titleByModelChanged);
}

void AppSettings::setContextLength(int value)
{
    assign(m_values.contextLength, kContext.clamp(value, 0), "contextLength", &AppSettings::loadOptionsChanged);
}

void AppSettings::setDevice(const QString& value)
{
    if (isDevice(value))
        assign(m_values.device, value, "device", &AppSettings::loadOptionsChanged);
}

void AppSettings::setVerified(const QString& mark, bool passed)
{
    QStringList marks = m_values.verified;
    marks.removeAll(mark);
    if (passed)
        marks.append(mark);
    assign(m_values.verified, marks, "verifiedGpus", &AppSettings::loadOptionsChanged);
}

void AppSettings::setThreads(int value)
{
    assign(m_values.threads, kThreads.clamp(value, 0), "threads", &AppSettings::loadOptionsChanged);
}

} // namespace ui
