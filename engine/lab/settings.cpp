// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lab/settings.h"

#include "engine/error.h"
#include "engine/model/device.h"

#include <array>
#include <charconv>
#include <filesystem>
#include <type_traits>
#include <variant>

namespace engine::lab
{
namespace
{

constexpr const char* kCacheTypes[] = {"F16", "BF16", "F32", "Q8_0", "Q4_0"};
constexpr kernels::Type kCacheTypeValues[] = {kernels::Type::F16, kernels::Type::BF16, kernels::Type::F32,
                                              kernels::Type::Q8_0, kernels::Type::Q4_0};

using Member = std::variant<std::string Settings::*, int Settings::*, std::int64_t Settings::*, bool Settings::*,
                            kernels::Type Settings::*>;

struct Setting {
    SettingInfo info;
    Member member;
    const char* unit; // behind a value, in names: "4 threads"
};

const Setting kSettings[] = {
    {{"model", "Model", SettingKind::File}, &Settings::model, ""},
    {{"device", "Device", SettingKind::Device}, &Settings::device, ""},
    {{"gpu_layers", "Layers on the GPU", SettingKind::Whole, -1, 1024}, &Settings::gpuLayers, "layers on the GPU"},
    {{"threads", "Threads", SettingKind::Whole, 0, 256}, &Settings::threads, "threads"},
    {{"cache", "Keys and values", SettingKind::Choice, 0, 0, kCacheTypes}, &Settings::cacheType, "cache"},
    {{"context", "Context", SettingKind::Whole, 0, 1 << 24}, &Settings::context, "tokens of context"},
    {{"batch", "Prompt tokens per pass", SettingKind::Whole, 1, 4096}, &Settings::batch, "prompt tokens per pass"},
    {{"guess", "Guesses from the text", SettingKind::Whole, 0, 16}, &Settings::guesses, "guesses from the text"},
    {{"draft_model", "Draft model", SettingKind::File}, &Settings::draftModel, "drafts"},
    {{"draft", "Tokens drafted at once", SettingKind::Whole, 1, 16}, &Settings::draftTokens, "tokens drafted at once"},
    {{"parallel", "Requests at once", SettingKind::Whole, 1, 64}, &Settings::parallel, "requests at once"},
    {{"reuse_prefix", "Reuse what was read", SettingKind::Flag}, &Settings::reusePrefix, "reuse"},
    {{"graph", "Graph capture", SettingKind::Flag}, &Settings::graphCapture, "graph capture"},
    {{"sample_on_device", "Sampling on the GPU", SettingKind::Flag}, &Settings::sampleOnDevice, "sampling on the GPU"},
};

const Setting& settingOf(std::string_view key)
{
    for (const Setting& setting : kSettings)
        if (key == setting.info.key)
            return setting;
    throw Error(ErrorKind::BadSetting, "\"" + std::string(key.substr(0, 60)) + "\" is no setting that the Lab knows.");
}

[[noreturn]] void refuse(const SettingInfo& info, std::string_view text, const std::string& range)
{
    throw Error(ErrorKind::BadSetting, "The setting \"" + std::string(info.key) + "\" is \"" +
                                           std::string(text.substr(0, 60)) + "\"; it must be " + range + ".");
}

std::int64_t wholeNumber(const SettingInfo& info, std::string_view text)
{
    std::int64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size() || value < info.least || value > info.most)
        refuse(info, text, "from " + std::to_string(info.least) + " to " + std::to_string(info.most));
    return value;
}

bool flagOf(const SettingInfo& info, std::string_view text)
{
    if (text != "true" && text != "false")
        refuse(info, text, "true or false");
    return text == "true";
}

kernels::Type cacheTypeOf(const SettingInfo& info, std::string_view text)
{
    std::string known;
    for (std::size_t i = 0; i < std::size(kCacheTypes); ++i) {
        if (text == kCacheTypes[i])
            return kCacheTypeValues[i];
        known += (i == 0 ? "" : i + 1 == std::size(kCacheTypes) ? " or " : ", ") + std::string(kCacheTypes[i]);
    }
    refuse(info, text, known);
}

std::string textOf(const SettingInfo& info, std::string_view text)
{
    if (info.kind == SettingKind::Device && !model::isDevice(text))
        refuse(info, text, model::kDeviceGrammar);
    if (text.size() > 4096 || text.find('\0') != std::string_view::npos)
        refuse(info, text, "the path of a file");
    return std::string(text);
}

} // namespace

std::span<const SettingInfo> settingInfos()
{
    static const auto all = [] {
        std::array<SettingInfo, std::size(kSettings)> infos{};
        for (std::size_t i = 0; i < infos.size(); ++i)
            infos[i] = kSettings[i].info;
        return infos;
    }();
    return all;
}

const SettingInfo* findSetting(std::string_view key)
{
    for (const SettingInfo& info : settingInfos())
        if (key == info.key)
            return &info;
    return nullptr;
}

std::string settingText(const Settings& settings, std::string_view key)
{
    return std::visit(
        [&](auto member) -> std::string {
            const auto& value = settings.*member;
            using Value = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<Value, std::string>)
                return value;
            else if constexpr (std::is_same_v<Value, bool>)
                return value ? "true" : "false";
            else if constexpr (std::is_same_v<Value, kernels::Type>)
                return kernels::traits(value).name;
            else
                return std::to_string(value);
        },
        settingOf(key).member);
}

void setSetting(Settings& settings, std::string_view key, std::string_view text)
{
    const Setting& setting = settingOf(key);
    std::visit(
        [&](auto member) {
            auto& value = settings.*member;
            using Value = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<Value, std::string>)
                value = textOf(setting.info, text);
            else if constexpr (std::is_same_v<Value, bool>)
                value = flagOf(setting.info, text);
            else if constexpr (std::is_same_v<Value, kernels::Type>)
                value = cacheTypeOf(setting.info, text);
            else
                value = static_cast<Value>(wholeNumber(setting.info, text));
        },
        setting.member);
}

std::string valueTitle(const Settings& settings, std::string_view key)
{
    const Setting& setting = settingOf(key);
    std::string text = settingText(settings, key);
    switch (setting.info.kind) {
    case SettingKind::Flag:
        return (text == "true" ? "" : "no ") + std::string(setting.unit);
    case SettingKind::File:
        if (text.empty())
            return std::string("no ") + setting.info.title;
        text = std::filesystem::path(text).filename().string();
        return *setting.unit ? text + " " + setting.unit : text;
    case SettingKind::Whole:
        if (text == "0" && (key == "threads" || key == "context"))
            return std::string("default ") + (key == "threads" ? "threads" : "context");
        if (text == "-1")
            return "as many layers on the GPU as fit";
        if (text == "1" && key == "threads")
            return "1 thread";
        if (text == "1" && key == "parallel")
            return "1 request";
        if (text == "0" && key == "guess")
            return "no guesses";
        break;
    default:
        break;
    }
    return *setting.unit ? text + " " + setting.unit : text;
}

} // namespace engine::lab
