// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/safetensors_folder.h"

#include "engine/error.h"
#include "engine/files/json_text.h"

#include <algorithm>

namespace engine::files
{
namespace
{

constexpr std::size_t kMaxIndexBytes = 64U << 20;
constexpr std::size_t kMaxShards = 10'000;

// A plain file name: nothing that leads out of the folder.
bool isPlainName(const std::string& name)
{
    return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
           name.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
}

} // namespace

SafetensorsFolder::SafetensorsFolder(const std::filesystem::path& folder)
{
    const auto whole = folder / "model.safetensors";
    const auto index = folder / "model.safetensors.index.json";
    std::error_code unknown;
    if (std::filesystem::exists(whole, unknown))
        m_files.emplace_back(whole);
    else if (std::filesystem::exists(index, unknown))
        openIndex(folder, index);
    else if (std::filesystem::exists(folder / "pytorch_model.bin", unknown) ||
             std::filesystem::exists(folder / "pytorch_model.bin.index.json", unknown))
        throw Error(ErrorKind::Unsupported, folder.string() +
                                                " has its weights in pytorch_model.bin only. Such files can "
                                                "run programs; choose a folder with model.safetensors.");
    else
        throw Error(ErrorKind::NotFound, folder.string() +
                                             " has neither model.safetensors nor model.safetensors.index.json, "
                                             "so it holds no weights. Fetch them into this folder.");
}

void SafetensorsFolder::openIndex(const std::filesystem::path& folder, const std::filesystem::path& index)
{
    const auto fail = [&](const std::string& why) {
        throw Error(ErrorKind::BadFile, index.string() + ": " + why + ".");
    };
    const nlohmann::json json = readJson(index, kMaxIndexBytes);
    const auto map = json.is_object() ? json.find("weight_map") : json.end();
    if (!json.is_object() || map == json.end() || !map->is_object() || map->empty())
        fail("the key \"weight_map\" should name the file of each tensor");
    std::map<std::string, std::size_t> numbers; // of the files
    for (const auto& [tensor, file] : map->items()) {
        if (!file.is_string() || !isPlainName(file.get<std::string>()))
            fail("the tensor \"" + tensor.substr(0, 120) + "\" should be in a file of this folder, but is given as " +
                 file.dump(-1, ' ', true).substr(0, 120));
        const auto [entry, fresh] = numbers.emplace(file.get<std::string>(), m_files.size());
        if (fresh) {
            if (numbers.size() > kMaxShards)
                fail("more than " + std::to_string(kMaxShards) + " files are named");
            m_files.emplace_back(folder / entry->first);
        }
        if (m_files[entry->second].find(tensor) == nullptr)
            fail("the tensor \"" + tensor.substr(0, 120) + "\" is not in " + entry->first +
                 "; shards of different models are mixed");
        m_fileOf.emplace(tensor, entry->second);
    }
}

std::vector<const SafeTensor*> SafetensorsFolder::tensors() const
{
    std::vector<const SafeTensor*> all;
    for (std::size_t i = 0; i < m_files.size(); ++i)
        for (const SafeTensor& tensor : m_files[i].tensors()) {
            const auto place = m_fileOf.find(tensor.name);
            if (m_fileOf.empty() || (place != m_fileOf.end() && place->second == i))
                all.push_back(&tensor);
        }
    return all;
}

const SafeTensor* SafetensorsFolder::find(std::string_view name) const
{
    if (m_fileOf.empty())
        return m_files.front().find(name);
    const auto place = m_fileOf.find(name);
    return place == m_fileOf.end() ? nullptr : m_files[place->second].find(name);
}

} // namespace engine::files
