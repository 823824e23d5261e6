// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/model_details.h"

#include "engine/measure/memory.h"
#include "ui/chat/visible_text.h"
#include "ui/file_worker.h"
#include "ui/models/model_library.h"
#include "ui/text/engine_sentences.h"

#include <algorithm>

namespace ui
{
namespace
{

constexpr qsizetype kLongestTemplate = 20'000; // characters that are shown

} // namespace

ModelDetails::ModelDetails(FileWorker& worker, ModelLibrary& library, QObject* parent)
    : QObject(parent),
      m_worker(worker),
      m_library(library)
{
}

void ModelDetails::open(const QString& path)
{
    m_path = path;
    m_facts = {};
    m_busy = !path.isEmpty();
    m_settings = m_library.loadSettings(path);
    emit changed();
    emit settingsChanged();
    if (!m_busy)
        return;
    m_worker.run(
        this,
        [file = std::filesystem::path(path.toStdU16String())] {
            return std::pair(readModelFacts(file), static_cast<double>(engine::measure::availableMemory()));
        },
        [this, request = ++m_request](std::pair<ModelFacts, double> read) {
            if (request != m_request)
                return;
            m_facts = std::move(read.first);
            m_available = read.second;
            m_busy = false;
            emit changed();
            emit settingsChanged();
        });
}

void ModelDetails::load()
{
    m_library.load(m_path);
}

QString ModelDetails::shownLine(const std::string& text)
{
    return visibleLine(QString::fromStdString(text)).left(300);
}

QString ModelDetails::shownText(const std::string& text)
{
    return visibleText(engineSentence(text));
}

QString ModelDetails::name() const
{
    const QString own = shownLine(m_facts.name);
    return own.trimmed().isEmpty() ? visibleLine(m_path.section(u'/', -1)) : own;
}

QString ModelDetails::chatTemplate() const
{
    return visibleText(QString::fromStdString(m_facts.chatTemplate).left(kLongestTemplate));
}

QVariantList ModelDetails::lineage() const
{
    QVariantList list;
    for (const LineageFact& fact : m_facts.lineage)
        list.append(QVariantMap{{"kind", static_cast<int>(fact.kind)}, {"text", shownLine(fact.text)}});
    return list;
}

QVariantList ModelDetails::types() const
{
    QVariantList list;
    for (const TypeShare& type : m_facts.types)
        list.append(QVariantMap{{"name", QString::fromStdString(type.type)},
                                {"bytes", type.bytes},
                                {"parameters", type.parameters},
                                {"share", m_facts.tensorBytes > 0 ? type.bytes / m_facts.tensorBytes : 0}});
    return list;
}

QStringList ModelDetails::matrices() const
{
    QStringList list;
    for (const std::string& matrix : m_facts.matrices)
        list.append(shownLine(matrix));
    return list;
}

QVariantList ModelDetails::others() const
{
    QVariantList list;
    for (const auto& [name, type] : m_facts.others)
        list.append(QVariantMap{{"name", shownLine(name)}, {"type", type}});
    return list;
}

QStringList ModelDetails::cacheTypes() const
{
    QStringList list;
    for (const std::string& type : m_facts.cacheTypes)
        list.append(QString::fromStdString(type));
    return list;
}

QVariantMap ModelDetails::planned(int context, int cacheType) const
{
    const std::size_t types = m_facts.cacheTypes.size();
    const std::size_t place =
        static_cast<std::size_t>(std::max(context, 0)) * types + static_cast<std::size_t>(std::max(cacheType, 0));
    const PlannedMemory plan = place < m_facts.plans.size() ? m_facts.plans[place] : PlannedMemory{};
    return {{"weights", plan.weights},
            {"cache", plan.cache},
            {"scratch", plan.scratch},
            {"total", plan.weights + plan.cache + plan.scratch}};
}

int ModelDetails::contextPlace(int context) const
{
    return static_cast<int>(nearestContext(m_facts, context));
}

int ModelDetails::cacheType() const
{
    const auto& all = m_facts.cacheTypes;
    const auto found = std::find(all.begin(), all.end(), m_settings.cacheType);
    return found == all.end() ? 0 : static_cast<int>(found - all.begin());
}

void ModelDetails::keep(const LoadSettings& settings)
{
    if (settings == m_settings || m_path.isEmpty())
        return;
    m_settings = settings;
    m_library.setLoadSettings(m_path, settings);
    emit settingsChanged();
}

void ModelDetails::setContextLength(int value)
{
    LoadSettings settings = m_settings;
    settings.context = std::clamp(value, 0, 1 << 24);
    keep(settings);
}

void ModelDetails::setThreads(int value)
{
    LoadSettings settings = m_settings;
    settings.threads = std::clamp(value, 0, 256);
    keep(settings);
}

void ModelDetails::setCacheType(int place)
{
    LoadSettings settings = m_settings;
    if (place >= 0 && place < static_cast<int>(m_facts.cacheTypes.size()))
        settings.cacheType = place == 0 ? std::string() : m_facts.cacheTypes[static_cast<std::size_t>(place)];
    keep(settings);
}

void ModelDetails::setOnGpu(bool value)
{
    LoadSettings settings = m_settings;
    settings.onGpu = value;
    keep(settings);
}

void ModelDetails::setGpuLayers(int value)
{
    LoadSettings settings = m_settings;
    settings.gpuLayers = std::clamp(value, -1, 1024);
    keep(settings);
}

} // namespace ui
