// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/fit_planner.h"

#include "ui/file_worker.h"
#include "ui/models/model_facts.h"
#include "ui/models/model_library.h"
#include "ui/settings/app_settings.h"

#include <algorithm>

namespace ui
{
namespace
{

LocalFit fitOf(const ModelFacts& facts, std::int64_t context, const std::string& cacheType, double memory)
{
    LocalFit fit;
    const auto type = std::find(facts.cacheTypes.begin(), facts.cacheTypes.end(), cacheType);
    const std::size_t column =
        type == facts.cacheTypes.end() ? 0 : static_cast<std::size_t>(type - facts.cacheTypes.begin());
    const std::size_t row = nearestContext(facts, context);
    const std::size_t place = row * facts.cacheTypes.size() + column;
    if (!facts.error.empty() || !facts.obstacle.empty() || place >= facts.plans.size())
        return fit;
    const PlannedMemory& plan = facts.plans[place];
    fit.cacheBytes = plan.cache + plan.scratch;
    fit.neededBytes = plan.weights + fit.cacheBytes;
    fit.context = static_cast<double>(facts.contexts[row]);
    fit.fit = RepositoryFiles::fitOf(fit.neededBytes, memory);
    fit.known = fit.neededBytes > 0;
    return fit;
}

} // namespace

FitPlanner::FitPlanner(const Parts& parts, QObject* parent) : QObject(parent), m_parts(parts) {}

void FitPlanner::plan(const QString& path)
{
    const LoadSettings own = m_parts.library.loadSettings(path);
    const std::int64_t context = own.context > 0 ? own.context : m_parts.settings.contextLength();
    m_parts.files.run(
        this,
        [file = std::filesystem::path(path.toStdU16String()), context, type = own.cacheType,
         memory = static_cast<double>(m_parts.memory)] { return fitOf(readModelFacts(file), context, type, memory); },
        [this, path](const LocalFit& fit) { emit planned(path, fit); });
}

} // namespace ui
