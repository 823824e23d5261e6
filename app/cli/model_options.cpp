// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/model_options.h"

#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/error.h"
#include "engine/model/gpu.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace cli
{
namespace
{

constexpr std::size_t kMostTextBytes = 256U << 20;

std::string checkDevice(const std::string& value) // CLI11: empty where it is right
{
    const bool gpu = value.size() > 5 && value.size() < 9 && value.rfind("cuda:", 0) == 0 &&
                     value.find_first_not_of("0123456789", 5) == std::string::npos;
    return gpu || value == "auto" || value == "cpu" ? "" : "must be auto, cpu or cuda:N, not \"" + value + "\"";
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
    command.add_option("--device", device, "Where to run: auto, cpu or cuda:N")
        ->check(CLI::Validator(checkDevice, "", "device"))
        ->capture_default_str()
        ->type_name("D");
    command.add_option("--gpu-layers", gpuLayers, "How many layers, the last ones, a GPU computes; -1: as many as it has room for")
        ->check(CLI::Range(-1, 1024))
        ->type_name("N");
    command.add_option("-t,--threads", threads, "Threads; 0 takes all that this process may use")
        ->check(CLI::Range(0, 256))
        ->capture_default_str()
        ->type_name("N");
}

// "auto" is the processor here: which GPUs were verified, the window knows.
std::shared_ptr<engine::model::Gpu> ModelOptions::openGpu() const
{
    return device.rfind("cuda:", 0) == 0 ? engine::model::Gpu::open(std::stoi(device.substr(5))) : nullptr;
}

std::shared_ptr<const engine::model::Model> ModelOptions::load(const engine::model::GpuUse& use) const
{
    const std::shared_ptr<engine::model::Gpu> gpu = openGpu();
    const auto onProgress = [](double share) {
        showProgress("Loading " + std::to_string(static_cast<int>(share * 100)) + " %");
    };
    const auto model = engine::model::Model::load(file, stopFlag(), onProgress, gpu, gpuLayers, use);
    endProgress();
    return model;
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
