// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/order_file.h"

#include "engine/error.h"
#include "engine/files/json_text.h"
#include "engine/hub/names.h"

#include <algorithm>

namespace engine::hub
{
namespace
{

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 16U << 20;

// The same files of the same commit are the same order, so that asking twice goes on with the first.
fs::path fileOf(const Order& order, const HubCache& cache)
{
    Digest digest;
    std::string text = order.commit;
    for (const NamedFile& file : order.files)
        text += "\n" + file.path;
    digest.add(std::as_bytes(std::span(text)));
    return cache.work(order.repo) / (digest.hex().substr(0, 16) + ".order");
}

Order parse(const nlohmann::json& json)
{
    Order order{json.at("repo"),
                json.at("revision"),
                json.at("commit"),
                json.at("title"),
                json.at("kind") == "gguf" ? SetKind::Gguf : SetKind::Safetensors,
                json.at("folder"),
                {}};
    for (const auto& file : json.at("files"))
        order.files.push_back({file.at("path"), file.at("size"), file.at("hash")});
    const bool sound = isRepoId(order.repo) && isRevision(order.revision) && isCommit(order.commit) &&
                       (order.folder.empty() || isSafePath(order.folder)) && !order.files.empty() &&
                       std::all_of(order.files.begin(), order.files.end(), [](const NamedFile& file) {
                           return isSafePath(file.path) && (isHex(file.hash, 64) || isHex(file.hash, 40));
                       });
    if (!sound)
        throw Error(ErrorKind::BadFile, "An order has names that cannot be.");
    return order;
}

} // namespace

void saveOrder(const Order& order, const HubCache& cache)
{
    nlohmann::ordered_json json;
    json["repo"] = order.repo;
    json["revision"] = order.revision;
    json["commit"] = order.commit;
    json["title"] = order.title;
    json["kind"] = order.kind == SetKind::Gguf ? "gguf" : "safetensors";
    json["folder"] = order.folder;
    json["files"] = nlohmann::ordered_json::array();
    for (const NamedFile& file : order.files)
        json["files"].push_back({{"path", file.path}, {"size", file.size}, {"hash", file.hash}});
    const std::string text = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    writeSmall(fileOf(order, cache), text); // another program may be doing the same
}

void removeOrder(const Order& order, const HubCache& cache)
{
    std::error_code unknown;
    fs::remove(fileOf(order, cache), unknown);
}

std::vector<Order> savedOrders(const HubCache& cache)
{
    std::vector<Order> orders;
    std::error_code unknown;
    for (const auto& repo : fs::directory_iterator(cache.folder(), unknown))
        for (const auto& file : fs::directory_iterator(repo.path() / ".fettle", unknown)) {
            if (file.path().extension() != ".order")
                continue;
            try {
                orders.push_back(parse(files::readJson(file.path(), kMostBytes)));
            } catch (const std::exception&) { // damaged: the parts are still there, and asking again goes on with them
            }
        }
    return orders;
}

} // namespace engine::hub
