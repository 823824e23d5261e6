// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/hub/convert_tensors.h"

#include "engine/error.h"
#include "engine/files/encode_row.h"
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
    Destination how;
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

// llama's rows of a head lie as (first half, second half); GGUF wants them in pairs.
void pairRows(std::span<const std::byte> in, std::uint64_t rows, std::uint64_t heads, std::byte* out)
{
    const std::size_t width = in.size() / rows;
    const std::uint64_t half = rows / heads / 2;
    for (std::uint64_t row = 0; row < rows; ++row) {
        const std::uint64_t head = row / (2 * half);
        const std::uint64_t i = row % (2 * half);
        const std::uint64_t from = head * 2 * half + i % 2 * half + i / 2;
        std::memcpy(out + row * width, in.data() + from * width, width);
    }
}

// [inputs, outputs] as stored to rows of inputs.
void transpose(std::span<const std::byte> in, std::uint64_t rows, std::uint64_t cols, std::size_t width, std::byte* out)
{
    for (std::uint64_t row = 0; row < rows; ++row)
        for (std::uint64_t col = 0; col < cols; ++col)
            std::memcpy(out + (row * cols + col) * width, in.data() + (col * rows + row) * width, width);
}

std::vector<std::byte> gathered(const Plan& plan)
{
    std::size_t total = 0;
    for (const SafeTensor* source : plan.sources)
        total += source->bytes.size();
    std::vector<std::byte> all(total);
    std::byte* to = all.data();
    for (const SafeTensor* source : plan.sources) {
        if (plan.how.head != Head::None)
            pairRows(source->bytes, source->shape[0], static_cast<std::uint64_t>(plan.heads), to);
        else if (plan.how.transposed)
            transpose(source->bytes, plan.rows(), plan.cols(), widthOf(plan.stored), to);
        else
            std::memcpy(to, source->bytes.data(), source->bytes.size());
        to += source->bytes.size();
    }
    return all;
}

std::vector<std::byte> made(const Plan& plan, const std::string& folder)
{
    std::vector<std::byte> stored = gathered(plan);
    if (plan.type == plan.stored && !plan.how.addsOne)
        return stored;
    const auto cols = static_cast<std::int64_t>(plan.cols());
    const kernels::Type from = *info(plan.stored).kernel;
    const kernels::Type to = *info(plan.type).kernel;
    const std::size_t rows = stored.size() / widthOf(plan.stored) / plan.cols();
    std::vector<std::byte> out(rows * static_cast<std::size_t>(kernels::bytesOf(to, cols)));
    std::vector<float> values(plan.cols());
    for (std::size_t row = 0; row < rows; ++row) {
        kernels::dequantizeRow(from, stored.data() + row * plan.cols() * widthOf(plan.stored), cols, values.data());
        if (plan.how.addsOne)
            for (float& value : values)
                value += 1;
        if (!encodeRow(to, values.data(), cols,
                       out.data() + row * static_cast<std::size_t>(kernels::bytesOf(to, cols))))
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
    const TensorType type = wanted.value_or(plan.stored);
    return plan.cols() % info(type).blockValues == 0 ? type : TensorType::F16;
}

void checkSource(const SafeTensor& tensor, const std::string& folder)
{
    if (tensor.type != TensorType::F32 && tensor.type != TensorType::F16 && tensor.type != TensorType::BF16)
        refuse(folder, tensor, "is of the type " + tensor.dtype + ", which is not built in yet; F32, F16 and BF16 are",
               ErrorKind::Unsupported);
    const bool empty = std::find(tensor.shape.begin(), tensor.shape.end(), 0U) != tensor.shape.end();
    if (tensor.shape.empty() || tensor.shape.size() > 2 || empty)
        refuse(folder, tensor, "should have one or two dimensions that are not 0");
}

Plan planOf(const SafeTensor& tensor, Destination how, const Family& family, const std::string& folder)
{
    checkSource(tensor, folder);
    Plan plan;
    plan.name = how.name;
    plan.stored = *tensor.type;
    plan.shape.assign(tensor.shape.rbegin(), tensor.shape.rend());
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
    return plan.sources.size() == 1 && plan.type == plan.stored && plan.how.head == Head::None &&
           !plan.how.transposed && !plan.how.addsOne;
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
        const auto [place, fresh] = places.emplace(how.name, plans.size());
        if (fresh)
            plans.push_back(planOf(*tensor, std::move(how), family, folder));
        Plan& plan = plans[place->second];
        if (expert < 0) {
            if (!fresh || plan.name.size() > kMostNameBytes)
                refuse(folder, *tensor, "is there under two names, or under too long a one");
            plan.sources.push_back(tensor);
            continue;
        }
        checkSource(*tensor, folder);
        plan.sources.resize(std::max(plan.sources.size(), static_cast<std::size_t>(expert + 1)));
        plan.sources[static_cast<std::size_t>(expert)] = tensor;
    }
    for (Plan& plan : plans) {
        checkStack(plan, family, folder);
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
