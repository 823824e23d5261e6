// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/local_models.h"

#include "engine/error.h"
#include "engine/hub/hub_cache.h"

#include <algorithm>
#include <set>
#include <sys/stat.h>
#include <tuple>

namespace engine::hub
{
namespace
{

namespace fs = std::filesystem;

constexpr int kMostDepth = 8;
constexpr std::size_t kMostFiles = 200'000; // a home folder by mistake ends somewhere

using Identity = std::pair<dev_t, ino_t>;

std::optional<Identity> identity(const fs::path& path)
{
    struct stat status {
    };
    return ::stat(path.c_str(), &status) == 0 ? std::optional(Identity(status.st_dev, status.st_ino)) : std::nullopt;
}

// Lists the files below a folder; links to folders are followed, each folder once.
class Walk
{
public:
    Walk(fs::path root, const std::atomic<bool>& stop) : m_root(std::move(root)), m_stop(stop) { enter(m_root, 0); }

    const std::vector<NamedFile>& files() const { return m_files; }
    const std::set<std::string>& broken() const { return m_broken; } // links to files that are not there

private:
    void enter(const fs::path& folder, int depth)
    {
        const auto self = identity(folder);
        if (depth > kMostDepth || !self || !m_seen.insert(*self).second)
            return;
        std::error_code failure;
        fs::directory_iterator it(folder, fs::directory_options::skip_permission_denied, failure);
        for (; !failure && it != fs::directory_iterator() && m_files.size() < kMostFiles; it.increment(failure)) {
            if (m_stop)
                throw Error(ErrorKind::Stopped, "Looking for models was stopped.");
            look(*it, depth);
        }
    }

    void look(const fs::directory_entry& entry, int depth)
    {
        std::error_code unknown;
        const std::string name = entry.path().filename().string();
        const std::string relative = entry.path().lexically_relative(m_root).generic_string();
        if (name.front() == '.')
            return;
        if (entry.is_directory(unknown))
            return enter(entry.path(), depth + 1);
        if (entry.is_regular_file(unknown)) {
            m_files.push_back({relative, entry.file_size(unknown), {}});
        } else if (entry.is_symlink(unknown) && !entry.exists(unknown)) {
            m_files.push_back({relative, 0, {}});
            m_broken.insert(relative);
        }
    }

    fs::path m_root;
    const std::atomic<bool>& m_stop;
    std::vector<NamedFile> m_files;
    std::set<std::string> m_broken;
    std::set<Identity> m_seen;
};

std::string folderName(const std::string& path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

// What people read: LM Studio sorts by publisher/model, so that its folder is the name; others go by the file's name.
std::string nameOf(const Place& place, const FileSet& set)
{
    const std::string folder = set.kind == SetKind::Safetensors ? set.name : folderName(set.name);
    if ((place.source == Source::LmStudio || place.source == Source::Jan) && !folder.empty())
        return folder;
    if (set.name.empty())
        return place.folder.filename().string();
    return set.kind == SetKind::Safetensors ? set.name : fs::path(set.name).filename().string();
}

std::vector<LocalModel> modelsBelow(const Place& place, const std::atomic<bool>& stop)
{
    const Walk walk(place.folder, stop);
    std::vector<LocalModel> models;
    for (const FileSet& set : fileSets(walk.files(), 0)) {
        LocalModel model{.source = place.source,
                         .name = nameOf(place, set),
                         .kind = set.kind,
                         .quantization = set.quantization,
                         .bytes = set.bytes,
                         .files = static_cast<int>(set.files.size()),
                         .missing = set.missing};
        model.path = place.folder / (set.kind == SetKind::Safetensors ? set.name : set.files.front().path);
        if (set.kind == SetKind::Safetensors && set.name.empty())
            model.path = place.folder;
        for (const NamedFile& file : set.files)
            if (walk.broken().count(file.path) != 0)
                model.missing = "The file " + (place.folder / file.path).string() +
                                " is a link to nothing; its content was removed.";
        models.push_back(std::move(model));
    }
    return models;
}

std::vector<LocalModel> cachedModels(const fs::path& folder, const std::atomic<bool>& stop)
{
    std::vector<LocalModel> models;
    for (const HubCache::Entry& entry : HubCache(folder).snapshots())
        for (LocalModel& model : modelsBelow({Source::HuggingFace, entry.folder}, stop)) {
            model.name = entry.repo;
            models.push_back(std::move(model));
        }
    return models;
}

} // namespace

const char* sourceName(Source source)
{
    switch (source) {
    case Source::HuggingFace:
        return "Hugging Face";
    case Source::LmStudio:
        return "LM Studio";
    case Source::Ollama:
        return "Ollama";
    case Source::Gpt4All:
        return "GPT4All";
    case Source::Jan:
        return "Jan";
    case Source::LlamaCpp:
        return "llama.cpp";
    case Source::Folder:
        return "Folder";
    }
    return "Folder";
}

std::vector<LocalModel> findModels(const std::vector<Place>& places, const std::atomic<bool>& stop)
{
    std::vector<LocalModel> models;
    std::set<Identity> seen; // by the file that is opened: apps link to each other's
    for (const Place& place : places) {
        const bool isCache = place.source == Source::HuggingFace;
        for (LocalModel& model : isCache                          ? cachedModels(place.folder, stop)
                                 : place.source == Source::Ollama ? ollamaModels(place.folder, stop)
                                                                  : modelsBelow(place, stop)) {
            const auto self = identity(model.path);
            if (!self || seen.insert(*self).second)
                models.push_back(std::move(model));
        }
    }
    std::stable_sort(models.begin(), models.end(), [](const LocalModel& a, const LocalModel& b) {
        return std::tie(a.name, a.bytes) < std::tie(b.name, b.bytes);
    });
    return models;
}

} // namespace engine::hub
