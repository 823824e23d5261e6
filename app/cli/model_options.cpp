// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/model_options.h"

#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>

namespace cli
{
namespace
{

constexpr std::size_t kMostTextBytes = 256U << 20;

std::string checkDevice(const std::string& value) // CLI11: empty where it is right
{
    return value == "auto" || engine::model::isDevice(value)
               ? ""
               : "must be auto, " + std::string(engine::model::kDeviceGrammar) + ", not \"" + value + "\"";
}

// "20,12" to its numbers; none where it is something else.
std::vector<int> layersOf(const std::string& text)
{
    std::vector<int> result;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        int value = 0;
        const auto [last, error] = std::from_chars(text.data() + begin, text.data() + end, value);
        if (error != std::errc() || last != text.data() + end || value < -1 || value > 1024 || result.size() == 16)
            return {};
        result.push_back(value);
        begin = end + 1;
    }
    return result.size() == 1 || std::find(result.begin(), result.end(), -1) == result.end() ? result
                                                                                             : std::vector<int>();
}

struct Close {
    void operator()(std::FILE* file) const
    {
        if (file != stdin)
            std::fclose(file);
    }
};

[[noreturn]] void failToRead(const std::string& file)
{
    throw engine::Error(engine::ErrorKind::NotFound,
                        "The text " + file + " cannot be read: " + std::strerror(errno) + ".");
}

} // namespace

void ModelOptions::addTo(CLI::App& command)
{
    command.add_option("-m,--model", file, "Model file (GGUF), or a folder from the hub")
        ->required()
        ->type_name("FILE");
    command
        .add_option("--device", device,
                    "Where to run: auto, cpu, cuda:N, or several GPUs that take the layers in order: cuda:0,cuda:1")
        ->check(CLI::Validator(checkDevice, "", "device"))
        ->capture_default_str()
        ->type_name("D");
    command
        .add_option_function<std::string>(
            "--gpu-layers", [this](const std::string& text) { gpuLayers = layersOf(text); },
            "How many layers, the last ones, GPUs compute, or one number for each: 20,12; -1: as many as there is room "
            "for")
        ->check(CLI::Validator(
            [](const std::string& text) {
                return layersOf(text).empty()
                           ? "must be from -1 to 1024, or such numbers with commas between them, not \"" + text + "\""
                           : "";
            },
            "", "layers"))
        ->type_name("N");
    command.add_option("-t,--threads", threads, "Threads; 0 takes all that this process may use")
        ->check(CLI::Range(0, 256))
        ->capture_default_str()
        ->type_name("N");
}

engine::model::GpuList ModelOptions::openGpus() const
{
    if (device != "auto")
        return engine::model::openGpus(engine::model::gpusOf(device));
    if (autoIsProcessor)
        return {};
    const engine::model::DeviceChoice choice = engine::model::chooseCapable(engine::model::gpus());
    if (!choice.notice.empty())
        remarkWithOutput(choice.notice);
    return engine::model::openGpus(choice.gpus);
}

engine::model::GpuLayerWish ModelOptions::layerWish() const
{
    if (gpuLayers.size() > 1)
        return engine::model::GpuLayerWish(gpuLayers);
    return gpuLayers.empty() ? engine::model::GpuLayerWish() : engine::model::GpuLayerWish(gpuLayers.front());
}

std::shared_ptr<const engine::model::Model> ModelOptions::load(const engine::model::GpuUse& use) const
{
    using engine::model::Model;
    const auto onProgress = [](double share) {
        showProgress("Loading " + std::to_string(static_cast<int>(share * 100)) + " %");
    };
    const auto finished = [](std::shared_ptr<const Model> model) {
        endProgress();
        return model;
    };
    const auto onProcessor = [&] { return finished(Model::load(file, stopFlag(), onProgress)); };
    engine::model::GpuList gpus;
    try {
        gpus = openGpus();
        if (gpus.empty())
            return onProcessor();
        const auto model = finished(Model::load(file, stopFlag(), onProgress, gpus, layerWish(), use));
        if (!model->placement().empty())
            remarkWithOutput(model->placement());
        return model;
    } catch (const engine::Error& error) {
        const bool lacks =
            error.kind() == engine::ErrorKind::NoMemory || error.kind() == engine::ErrorKind::Unsupported;
        if (device != "auto" || !lacks || autoIsProcessor)
            throw;
        gpus.clear();
        auto model = onProcessor(); // where the file is what is wrong, that says so
        remarkWithOutput(std::string("No GPU is used: ") + error.what());
        return model;
    }
}

engine::generate::SessionOptions ModelOptions::session(std::int64_t context) const
{
    engine::generate::SessionOptions options;
    options.context = context;
    options.threads = threads;
    return options;
}

std::string readText(const std::string& file)
{
    const std::unique_ptr<std::FILE, Close> in(file == "-" ? stdin : std::fopen(file.c_str(), "rb"));
    if (!in)
        failToRead(file);
    std::string text;
    std::array<char, 65536> buffer;
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), in.get())) {
        text.append(buffer.data(), count);
        if (text.size() > kMostTextBytes)
            throw engine::Error(engine::ErrorKind::BadFile,
                                "The text " + file + " is longer than 256 MiB. Choose a shorter one.");
    }
    if (std::ferror(in.get()))
        failToRead(file);
    return text;
}

} // namespace cli
