// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/hub/convert_tensors.h"

#include "engine/error.h"
#include "engine/files/encode_row.h"
#include "engine/files/hub/fp8.h"
#include "engine/stop_scope.h"
#include "kernels/dequantize.h"

#include <algorithm>
#include <cstring>

namespace engine::files::hub
{
namespace
{

constexpr std::size_t kMostNameBytes = 64;

// One tensor to be, with where it comes from.
struct Plan {
    std::string name;
    std::vector<const SafeTensor*> sources; // several: a stack of experts, by number
    std::vector<const SafeTensor*> scales;  // of sources that are 8-bit floats, else null
    Destination how;
    std::array<std::int64_t, 2> scaleBlock{};
    int half = -1;          // of the rows of each matrix of a stack: 0 the first, 1 the second; -1 all
    std::int64_t heads = 0; // of how.head
    TensorType stored = TensorType::F32;
    TensorType type = TensorType::F32;
    std::vector<std::uint64_t> shape; // GGUF's, fastest first, of one source

    std::uint64_t cols() const { return shape[0]; }
    std::uint64_t rows() const { return shape.size() > 1 ? shape[1] : 1; }
};

std::size_t widthOf(TensorType type)
{
    return type == TensorType::F32 ? 4 : 2;
}

[[noreturn]] void refuse(const std::string& folder, const SafeTensor& tensor, const std::string& why,
                         ErrorKind kind = ErrorKind::BadFile)
{
    throw Error(kind, folder + ": the tensor \"" + tensor.name.substr(0, 120) + "\" " + why + ".");
}

void copyBytes(std::span<const std::byte> in, std::byte* out)
{
    constexpr std::size_t kPart = 1U << 20; // between two looks at the stop flag
    for (std::size_t at = 0; at < in.size(); at += kPart) {
        StopScope::look();
        std::memcpy(out + at, in.data() + at, std::min(kPart, in.size() - at));
    }
}

// Touches the new memory part by part.
void grow(std::vector<std::byte>& bytes, std::size_t size)
{
    constexpr std::size_t kPart = 1U << 20; // between two looks at the stop flag
    bytes.reserve(size);
    while (bytes.size() < size) {
        StopScope::look();
        bytes.resize(std::min(bytes.size() + kPart, size));
    }
}

// llama's rows of a head lie as (first half, second half); GGUF wants them in pairs.
void pairRows(std::span<const std::byte> in, std::uint64_t rows, std::uint64_t heads, std::byte* out)
{
    const std::size_t width = in.size() / rows;
    const std::uint64_t half = rows / heads / 2;
    for (std::uint64_t row = 0; row < rows; ++row) {
        StopScope::look();
        const std::uint64_t head = row / (2 * half);
        const std::uint64_t i = row % (2 * half);
        const std::uint64_t from = head * 2 * half + i % 2 * half + i / 2;
        std::memcpy(out + row * width, in.data() + from * width, width);
    }
}

// [inputs, outputs] as stored to rows of inputs.
void transpose(std::span<const std::byte> in, std::uint64_t rows, std::uint64_t cols, std::size_t width, std::byte* out)
{
    for (std::uint64_t row = 0; row < rows; ++row) {
        StopScope::look();
        for (std::uint64_t col = 0; col < cols; ++col)
            std::memcpy(out + (row * cols + col) * width, in.data() + (col * rows + row) * width, width);
    }
}

// One half of the rows of each matrix.
void takeHalf(std::span<const std::byte> in, std::uint64_t matrices, int half, std::byte* out)
{
    const std::size_t size = in.size() / matrices / 2;
    for (std::uint64_t i = 0; i < matrices; ++i)
        copyBytes(in.subspan((2 * i + static_cast<std::uint64_t>(half)) * size, size), out + i * size);
}

// All values of the tensor to be, of the type `stored`.
std::vector<std::byte> gathered(const Plan& plan, const std::string& folder)
{
    std::vector<std::byte> all;
    for (std::size_t i = 0; i < plan.sources.size(); ++i) {
        const SafeTensor& source = *plan.sources[i];
        std::vector<std::byte> decoded;
        std::span<const std::byte> from = source.bytes;
        if (isFp8(source)) {
            decoded = decodeFp8(source, *plan.scales[i], plan.scaleBlock, folder);
            from = decoded;
        }
        const std::size_t size = plan.half < 0 ? from.size() : from.size() / 2;
        if (i == 0)
            all.reserve(size * plan.sources.size());
        grow(all, all.size() + size);
        std::byte* to = all.data() + all.size() - size;
        if (plan.how.head != Head::None)
            pairRows(from, source.shape[0], static_cast<std::uint64_t>(plan.heads), to);
        else if (plan.how.transposed)
            transpose(from, plan.rows(), plan.cols(), widthOf(plan.stored), to);
        else if (plan.half >= 0)
            takeHalf(from, source.shape[0], plan.half, to);
        else
            copyBytes(from, to);
    }
    return all;
}

// Whether the source's values have their order already.
bool liesReady(const Plan& plan)
{
    return plan.sources.size() == 1 && plan.how.head == Head::None && !plan.how.transposed && plan.half < 0 &&
           !isFp8(*plan.sources.front());
}

// Of a plan that is no view.
std::vector<std::byte> made(const Plan& plan, const std::string& folder)
{
    std::vector<std::byte> rearranged;
    std::span<const std::byte> stored = plan.sources.front()->bytes;
    if (!liesReady(plan))
        stored = rearranged = gathered(plan, folder);
    if (plan.type == plan.stored && !plan.how.addsOne)
        return rearranged;
    const auto cols = static_cast<std::int64_t>(plan.cols());
    const kernels::Type from = *info(plan.stored).kernel;
    const kernels::Type to = *info(plan.type).kernel;
    const std::size_t rows = stored.size() / widthOf(plan.stored) / plan.cols();
    const auto rowBytes = static_cast<std::size_t>(kernels::bytesOf(to, cols));
    std::vector<std::byte> out;
    out.reserve(rows * rowBytes);
    std::vector<float> values(plan.cols());
    for (std::size_t row = 0; row < rows; ++row) {
        StopScope::look();
        out.resize((row + 1) * rowBytes); // its memory is touched row by row
        kernels::dequantizeRow(from, stored.data() + row * plan.cols() * widthOf(plan.stored), cols, values.data());
        if (plan.how.addsOne)
            for (float& value : values)
                value += 1;
        if (!encodeRow(to, values.data(), cols, out.data() + row * rowBytes))
            refuse(folder, *plan.sources.front(),
                   std::string("has values that are too large for ") + info(plan.type).name + "; choose bf16 or f32");
    }
    return out;
}

bool isSmallTable(const std::string& name)
{
    return name == "position_embd.weight" || name == "token_types.weight" ||
           name.find("ffn_gate_inp") != std::string::npos;
}

TensorType chooseType(const Plan& plan, std::optional<TensorType> wanted)
{
    if (plan.shape.size() == 1 || isSmallTable(plan.name))
        return TensorType::F32;
    const bool eightBits = isFp8(*plan.sources.front());
    const TensorType type = wanted.value_or(eightBits ? TensorType::BF16 : plan.stored);
    return plan.cols() % info(type).blockValues == 0 ? type : TensorType::F16;
}

void checkSource(const SafeTensor& tensor, const Destination& how, const Family& family, const std::string& folder)
{
    const bool isFloat =
        tensor.type == TensorType::F32 || tensor.type == TensorType::F16 || tensor.type == TensorType::BF16;
    if (!isFloat && !isFp8(tensor))
        refuse(folder, tensor,
               "is of the type " + tensor.dtype + ", which is not built in yet; F32, F16, BF16 and F8_E4M3 are",
               ErrorKind::Unsupported);
    const bool empty = std::find(tensor.shape.begin(), tensor.shape.end(), 0U) != tensor.shape.end();
    if (how.stacked) {
        const bool fits = tensor.shape.size() == 3 && tensor.shape[0] == static_cast<std::uint64_t>(family.experts) &&
                          (how.second.empty() || tensor.shape[1] % 2 == 0);
        if (!fits || empty || isFp8(tensor))
            refuse(folder, tensor,
                   "should be a stack of " + std::to_string(family.experts) + " matrices of 16 or 32 bits");
        return;
    }
    if (tensor.shape.empty() || tensor.shape.size() > 2 || empty || (isFp8(tensor) && tensor.shape.size() != 2))
        refuse(folder, tensor, "should have one or two dimensions that are not 0");
}

Plan planOf(const SafeTensor& tensor, Destination how, const Family& family, const std::string& folder)
{
    checkSource(tensor, how, family, folder);
    Plan plan;
    plan.name = how.name;
    plan.stored = isFp8(tensor) ? TensorType::F32 : *tensor.type;
    plan.scaleBlock = family.scaleBlock;
    plan.shape.assign(tensor.shape.rbegin(), tensor.shape.rend());
    if (!how.second.empty()) {
        plan.half = 0;
        plan.shape[1] /= 2;
    }
    if (how.transposed && plan.shape.size() == 2)
        std::swap(plan.shape[0], plan.shape[1]);
    if (how.head != Head::None) {
        plan.heads = how.head == Head::Queries ? family.heads : family.kvHeads;
        if (tensor.shape[0] != static_cast<std::uint64_t>(plan.heads * family.headDim) || family.headDim % 2 != 0)
            refuse(folder, tensor,
                   "has " + std::to_string(tensor.shape[0]) + " rows, but " + std::to_string(plan.heads) +
                       " heads of " + std::to_string(family.headDim) + " are needed");
    }
    plan.how = std::move(how);
    return plan;
}

bool isView(const Plan& plan)
{
    return liesReady(plan) && plan.type == plan.stored && !plan.how.addsOne;
}

void checkStack(const Plan& plan, const Family& family, const std::string& folder)
{
    if (plan.how.expert < 0)
        return;
    if (static_cast<std::int64_t>(plan.sources.size()) != family.experts ||
        std::find(plan.sources.begin(), plan.sources.end(), nullptr) != plan.sources.end())
        throw Error(ErrorKind::BadFile, folder + ": an expert of \"" + plan.name + "\" is missing; " +
                                            std::to_string(family.experts) + " are needed.");
    for (const SafeTensor* source : plan.sources)
        if (source->shape != plan.sources.front()->shape || source->dtype != plan.sources.front()->dtype)
            refuse(folder, *source, "has another shape or type than its neighbours");
}

void findScales(const SafetensorsFolder& weights, const std::string& folder, Plan& plan)
{
    for (const SafeTensor* source : plan.sources) {
        plan.scales.push_back(isFp8(*source) ? fp8Scales(weights, *source) : nullptr);
        if (isFp8(*source) && !plan.scales.back())
            refuse(folder, *source, "is of 8-bit floats, but its scales are not there");
    }
}

} // namespace

void convertTensors(std::shared_ptr<const SafetensorsFolder> weights, const Family& family, const std::string& folder,
                    std::optional<TensorType> type, GgufContent& content)
{
    std::vector<Plan> plans;
    std::map<std::string, std::size_t> places;
    for (const SafeTensor* tensor : weights->tensors()) {
        Destination how = destinationOf(tensor->name, family, folder);
        if (how.name.empty())
            continue;
        const std::int64_t expert = how.expert;
        const std::string second = how.second;
        const auto [place, fresh] = places.emplace(how.name, plans.size());
        if (expert >= 0)
            checkSource(*tensor, how, family, folder);
        if (fresh)
            plans.push_back(planOf(*tensor, std::move(how), family, folder));
        if (expert < 0) {
            if (!fresh || plans.back().name.size() > kMostNameBytes)
                refuse(folder, *tensor, "is there under two names, or under too long a one");
            plans.back().sources.push_back(tensor);
            if (second.empty())
                continue;
            if (!places.emplace(second, plans.size()).second)
                refuse(folder, *tensor, "is there under two names");
            plans.push_back(plans.back());
            plans.back().name = second;
            plans.back().half = 1;
            continue;
        }
        Plan& plan = plans[place->second];
        plan.sources.resize(std::max(plan.sources.size(), static_cast<std::size_t>(expert + 1)));
        plan.sources[static_cast<std::size_t>(expert)] = tensor;
    }
    for (Plan& plan : plans) {
        checkStack(plan, family, folder);
        findScales(*weights, folder, plan);
        plan.type = chooseType(plan, type);
        NewTensor tensor{plan.name, plan.type, plan.shape, {}, {}};
        if (plan.how.expert >= 0)
            tensor.shape.push_back(static_cast<std::uint64_t>(family.experts));
        if (isView(plan))
            tensor.view = plan.sources.front()->bytes;
        else
            tensor.make = [plan, folder] { return made(plan, folder); };
        content.add(std::move(tensor));
    }
    content.keep(std::move(weights));
}

} // namespace engine::files::hub
