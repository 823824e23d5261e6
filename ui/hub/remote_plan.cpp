// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hub/remote_plan.h"

#include "engine/generate/runner.h"
#include "engine/hub/remote_head.h"
#include "engine/model/config_of_head.h"

namespace ui
{

RemotePlan planRemote(const engine::hub::Settings& settings, const std::string& repo, const std::string& commit,
                      const std::string& path, std::int64_t context, const std::atomic<bool>& stop)
{
    const auto head = engine::hub::remoteHead(settings, repo, commit, path, RemotePlan::kHeadBytes, stop);
    const engine::model::Config config = engine::model::configOfHead(head, path);
    engine::generate::SessionOptions options;
    options.context = context;
    options = engine::generate::resolved(config, path, options, 1);
    return {
        options.context, engine::model::KvCache::bytesFor(config, options.cacheType, options.context),
        engine::model::Scratch::bytesFor(config, options.batch, options.maxLogits, options.context, options.threads)};
}

} // namespace ui
