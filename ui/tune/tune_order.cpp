// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_order.h"

#include "engine/error.h"
#include "engine/tune/preset.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace ui
{
namespace
{

constexpr double kMostBytes = 1e15;
constexpr double kMostContext = 1 << 24;
constexpr int kMostEvaluated = 1 << 20;
constexpr double kMostDeviations = 100;
constexpr int kMostNeighbours = 64;
constexpr int kMostRemoved = 1024;

QString shown(const std::string& value)
{
    return QString::fromStdString(value);
}

template <class Enum>
Enum place(const QJsonValue& value, Enum fallback, Enum last)
{
    const int number = value.toInt(-1);
    return number >= 0 && number <= static_cast<int>(last) ? static_cast<Enum>(number) : fallback;
}

double bounded(const QJsonValue& value, double most)
{
    const double number = value.toDouble();
    return number >= 0 && number <= most ? std::floor(number) : 0;
}

bool isWritable(const std::string& type)
{
    try {
        engine::tune::writableType(type);
        return true;
    } catch (const engine::Error&) {
        return false;
    }
}

} // namespace

bool TuneOrder::needsText() const
{
    if (kind == Kind::Prune)
        return pruning != Pruning::Magnitude || usesOutliers();
    return method != Method::Plain || (kind == Kind::Quantize && folding != Folding::None);
}

bool TuneOrder::cuts() const
{
    return kind == Kind::Prune && pruning >= Pruning::Layers;
}

bool TuneOrder::truncates() const
{
    return kind == Kind::Prune && pruning == Pruning::Magnitude && of == 0 && deviations > 0;
}

bool TuneOrder::usesOutliers() const
{
    return kind == Kind::Prune && !cuts() && of == 0 && !truncates() && outliers;
}

std::string TuneOrder::kindName() const
{
    constexpr const char* kNames[] = {"quantize", "fit", "prune"};
    return kNames[static_cast<int>(kind)];
}

std::string TuneOrder::recipe() const
{
    constexpr const char* kMethods[] = {"", " + imatrix", " + K-GPTQ"};
    constexpr const char* kPrunings[] = {"magnitude", "Wanda", "SparseGPT", "layers", "neurons", "head groups"};
    constexpr const char* kFoldings[] = {"", " + AWQ", " + SmoothQuant"};
    const std::string rounding = kMethods[static_cast<int>(method)];
    if (cuts())
        return "without " +
               (pruning == Pruning::Neurons ? std::to_string(std::lround(100 * neurons)) + " % of the"
                                            : std::to_string(removed)) +
               " " + kPrunings[static_cast<int>(pruning)];
    if (truncates())
        return QStringLiteral("magnitude below %1 SD").arg(deviations).toStdString();
    if (kind == Kind::Prune)
        return std::string(kPrunings[static_cast<int>(pruning)]) + " " +
               (of > 0 ? std::to_string(keep) + ":" + std::to_string(of)
                       : std::to_string(std::lround(100 * sparsity)) + " %") +
               (usesOutliers() ? ", OWL" : "");
    if (kind == Kind::Fit)
        return "fit" + rounding;
    return preset + (types.empty() ? "" : " (" + std::to_string(types.size()) + ")") + rounding +
           kFoldings[static_cast<int>(folding)];
}

std::string TuneOrder::toJson() const
{
    QJsonObject chosen;
    for (const auto& [tensor, type] : types)
        chosen[shown(tensor)] = shown(type);
    const QJsonObject json{{"kind", static_cast<int>(kind)},
                           {"source", shown(source)},
                           {"target", shown(target)},
                           {"preset", shown(preset)},
                           {"types", chosen},
                           {"method", static_cast<int>(method)},
                           {"requantize", allowRequantize},
                           {"fileBytes", static_cast<double>(fileBytes)},
                           {"memoryBytes", static_cast<double>(memoryBytes)},
                           {"context", static_cast<double>(context)},
                           {"pruning", static_cast<int>(pruning)},
                           {"sparsity", sparsity},
                           {"keep", keep},
                           {"of", of},
                           {"deviations", deviations},
                           {"outliers", outliers},
                           {"removed", removed},
                           {"neurons", neurons},
                           {"folding", static_cast<int>(folding)},
                           {"text", static_cast<int>(this->text)},
                           {"textFile", shown(textFile)},
                           {"evaluatedTokens", evaluatedTokens}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

TuneOrder TuneOrder::fromJson(const std::string& json)
{
    const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    TuneOrder order;
    order.kind = place(object["kind"], order.kind, Kind::Prune);
    order.source = object["source"].toString().toStdString();
    order.target = object["target"].toString().toStdString();
    if (const auto* preset = engine::tune::findPreset(object["preset"].toString().toStdString()))
        order.preset = preset->name;
    const QJsonObject types = object["types"].toObject();
    for (auto type = types.begin(); type != types.end(); ++type)
        if (const std::string name = type.value().toString().toStdString(); isWritable(name))
            order.types[type.key().toStdString()] = name;
    order.method = place(object["method"], order.method, Method::Feedback);
    order.allowRequantize = object["requantize"].toBool();
    order.fileBytes = static_cast<std::uint64_t>(bounded(object["fileBytes"], kMostBytes));
    order.memoryBytes = static_cast<std::uint64_t>(bounded(object["memoryBytes"], kMostBytes));
    order.context = static_cast<std::int64_t>(bounded(object["context"], kMostContext));
    order.pruning = place(object["pruning"], order.pruning, Pruning::Heads);
    if (const double share = object["sparsity"].toDouble(-1); share >= 0 && share < 1)
        order.sparsity = share;
    const int keep = object["keep"].toInt();
    const int of = object["of"].toInt();
    if (keep > 0 && keep < of && of <= kMostNeighbours) {
        order.keep = keep;
        order.of = of;
    }
    if (const double deviations = object["deviations"].toDouble(); deviations > 0 && deviations <= kMostDeviations)
        order.deviations = deviations;
    order.outliers = object["outliers"].toBool();
    order.removed = std::clamp(object["removed"].toInt(order.removed), 1, kMostRemoved);
    if (const double share = object["neurons"].toDouble(-1); share > 0 && share < 1)
        order.neurons = share;
    order.folding = place(object["folding"], order.folding, Folding::Smooth);
    order.text = place(object["text"], order.text, Text::Chats);
    order.textFile = object["textFile"].toString().toStdString();
    order.evaluatedTokens = std::clamp(object["evaluatedTokens"].toInt(order.evaluatedTokens), 0, kMostEvaluated);
    return order;
}

} // namespace ui
