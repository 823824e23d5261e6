// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_variants.h"

#include "ui/chat/visible_text.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace ui
{
namespace
{

constexpr double kLeastKld = 1e-4; // what is below, the original too, stands at the bottom
constexpr double kLeastTop = 1e-1; // the scale ends here or higher

QJsonObject measured(const KnownDerived& known)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(known.model.measurements)).object();
}

QString fileName(const QString& path)
{
    return visibleLine(QFileInfo(path).fileName());
}

} // namespace

void TuneVariants::setSource(const QString& path)
{
    if (path == m_source)
        return;
    m_source = path;
    m_measuredSpeed = 0;
    emit changed();
}

void TuneVariants::show(const std::vector<KnownDerived>& derived)
{
    m_derived = derived;
    emit changed();
}

std::vector<const KnownDerived*> TuneVariants::ours() const
{
    std::vector<const KnownDerived*> list;
    for (const KnownDerived& known : m_derived)
        if (QString::fromStdString(known.model.parent) == m_source)
            list.push_back(&known);
    return list;
}

double TuneVariants::sourceSpeed() const
{
    if (m_measuredSpeed > 0)
        return m_measuredSpeed;
    for (const KnownDerived* known : ours())
        if (const double speed = measured(*known)["before"].toObject()["speed"].toDouble(); speed > 0)
            return speed;
    return 0;
}

std::string TuneVariants::essence(const TuneOrder& order)
{
    using Kind = TuneOrder::Kind;
    TuneOrder essence;
    essence.kind = order.kind;
    if (order.kind != Kind::Prune)
        essence.method = order.method;
    if (order.kind == Kind::Quantize) {
        essence.preset = order.preset;
        essence.types = order.types;
        essence.folding = order.folding;
    } else if (order.kind == Kind::Fit) {
        essence.fileBytes = order.fileBytes;
        essence.memoryBytes = order.memoryBytes;
        essence.context = order.memoryBytes > 0 ? order.context : 0;
    } else {
        essence.pruning = order.pruning;
        essence.deviations = order.truncates() ? order.deviations : 0;
        essence.sparsity = order.truncates() ? essence.sparsity : order.sparsity;
        essence.keep = order.keep;
        essence.of = order.of;
        essence.outliers = order.usesOutliers();
        essence.removed = order.removed;
        essence.neurons = order.neurons;
    }
    if (order.needsText()) {
        essence.text = order.text;
        essence.textFile = order.text == TuneOrder::Text::File ? order.textFile : std::string();
    }
    return essence.toJson();
}

double TuneVariants::lossOf(const TuneOrder& order, double* error) const
{
    const QString wanted = QString::fromStdString(essence(order));
    const bool plain = order.kind == TuneOrder::Kind::Quantize && order.types.empty() && !order.needsText();
    for (const KnownDerived* known : ours())
        if (const QJsonObject all = measured(*known);
            all["after"].toObject()["kld"].isDouble() &&
            (all["essence"].toString() == wanted ||
             (plain && !all.contains("essence") && all["order"].toString().toStdString() == order.recipe()))) {
            *error = all["after"].toObject()["kldError"].toDouble();
            return all["after"].toObject()["kld"].toDouble();
        }
    return -1;
}

// log2 of the loss by bits per weight, of quantized variants.
std::map<double, double> TuneVariants::losses(std::optional<TuneOrder::Method> method) const
{
    std::map<double, double> known;
    for (const KnownDerived* one : ours()) {
        const QJsonObject all = measured(*one);
        const QJsonObject after = all["after"].toObject();
        const TuneOrder order = TuneOrder::fromJson(all["essence"].toString().toStdString());
        const double bits = after["bitsPerWeight"].toDouble(), kld = after["kld"].toDouble();
        const bool quantized = all.contains("essence") && order.kind != TuneOrder::Kind::Prune;
        if (quantized && bits > 0 && kld > 0 && order.method == method.value_or(order.method))
            known.try_emplace(bits, std::log2(kld)); // the newest first
    }
    return known;
}

double TuneVariants::lossAbout(double bits, TuneOrder::Method method) const
{
    constexpr double kFarthest = 1.5; // bits
    for (const auto& known : {losses(method), losses({})}) {
        const auto above = known.lower_bound(bits);
        if (above != known.end() && above != known.begin()) {
            const auto below = std::prev(above);
            const double share = (bits - below->first) / (above->first - below->first);
            return std::exp2(below->second + share * (above->second - below->second));
        }
        if (known.empty())
            continue;
        const auto& [at, loss] = above == known.end() ? *known.rbegin() : *above;
        if (std::abs(bits - at) <= kFarthest)
            return std::exp2(loss + 2 * (at - bits));
    }
    return -1;
}

double TuneVariants::mostKld() const
{
    double most = kLeastTop;
    for (const KnownDerived* known : ours())
        most = std::max(most, measured(*known)["after"].toObject()["kld"].toDouble());
    return std::pow(10.0, std::ceil(std::log10(most)));
}

double TuneVariants::placeOf(double kld) const
{
    const double low = std::log10(kLeastKld);
    return std::clamp((std::log10(std::max(kld, kLeastKld)) - low) / (std::log10(mostKld()) - low), 0.0, 1.0);
}

double TuneVariants::mostBytes() const
{
    double most = 0;
    for (const KnownDerived* known : ours()) {
        const QJsonObject all = measured(*known);
        most =
            std::max({most, all["before"].toObject()["bytes"].toDouble(), all["after"].toObject()["bytes"].toDouble()});
    }
    return most;
}

QVariantList TuneVariants::points() const
{
    QVariantList list;
    const double most = mostBytes();
    const auto add = [&](const QString& path, const QString& recipe, const QJsonObject& figures, bool original,
                         bool missing) {
        const double bytes = figures["bytes"].toDouble();
        const double kld = original ? 0 : figures["kld"].toDouble(-1);
        if (bytes > 0 && kld >= 0)
            list.append(QVariantMap{{"path", path},
                                    {"name", fileName(path)},
                                    {"recipe", recipe},
                                    {"bytes", bytes},
                                    {"kld", kld},
                                    {"kldError", figures["kldError"].toDouble()},
                                    {"speed", figures["speed"].toDouble()},
                                    {"original", original},
                                    {"missing", missing},
                                    {"x", most > 0 ? bytes / most : 0},
                                    {"y", placeOf(kld)}});
    };
    const auto all = ours();
    if (!all.empty())
        add(m_source, {}, measured(*all.front())["before"].toObject(), true, false);
    for (const KnownDerived* known : all) {
        const QJsonObject figures = measured(*known);
        add(QString::fromStdString(known->model.path), figures["order"].toString(), figures["after"].toObject(), false,
            known->missing);
    }
    return list;
}

QVariantList TuneVariants::ticks() const
{
    QVariantList list;
    const int first = static_cast<int>(std::lround(std::log10(kLeastKld)));
    for (int power = first; std::pow(10.0, power) < mostKld() * 1.5; ++power)
        list.append(QVariantMap{
            {"value", std::pow(10.0, power)}, {"places", std::max(0, -power)}, {"y", placeOf(std::pow(10.0, power))}});
    return list;
}

} // namespace ui
