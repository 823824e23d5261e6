// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_choice.h"

#include "engine/tune/preset.h"
#include "ui/chat/visible_text.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <cmath>

namespace ui
{
namespace
{

// Smaller: about as good, the usual, as small as is bearable. Faster: fewer bytes to read for each token, with types
// whose products are cheap.
constexpr std::array<std::array<const char*, 3>, 2> kStrengths{
    {{"Q6_K", "Q4_K_M", "Q3_K_M"}, {"Q8_0", "Q5_K_S", "Q4_K_S"}}};
constexpr double kMiB = 1 << 20;
constexpr double kMostMegabytes = 1e8;
constexpr double kMostSparsity = 0.95;
constexpr const char* kBelow = "below"; // the pattern that is a limit
constexpr double kDeviations = 0.5;     // of it, to begin with
constexpr int kMostRemoved = 1024;

QString freeName(const QString& folder, const QString& name)
{
    QString free = name;
    const QString stem = name.endsWith(QStringLiteral(".gguf")) ? name.chopped(5) : name;
    for (int number = 2; QFileInfo::exists(QDir(folder).filePath(free)) && number < 1000; ++number)
        free = QStringLiteral("%1-%2.gguf").arg(stem).arg(number);
    return free;
}

} // namespace

TuneChoice::TuneChoice(const QString& ownFolder, QObject* parent) : QObject(parent), m_ownFolder(ownFolder) {}

void TuneChoice::change(TuneOrder order)
{
    if (order == m_order)
        return;
    m_order = std::move(order);
    emit changed();
}

void TuneChoice::setSource(const QString& path)
{
    if (path == source())
        return;
    TuneOrder order = m_order;
    order.source = path.toStdString();
    order.types.clear();
    order.allowRequantize = false;
    const QFileInfo folder(QFileInfo(path).absolutePath());
    m_named = false;
    m_fileMiB = m_memoryMiB = 0;
    m_order = order;
    // Beside the source, but for models of other apps, of caches and of the system.
    const bool ours =
        folder.isWritable() && !path.contains(QStringLiteral("/share/")) && !path.contains(QStringLiteral("/."));
    place(ours ? folder.absoluteFilePath() : m_ownFolder, {});
    emit changed();
}

void TuneChoice::setOrder(const TuneOrder& order)
{
    m_order = order;
    m_aim = Aim::Own;
    if (order.kind == TuneOrder::Kind::Fit) {
        m_aim = order.memoryBytes > 0 ? Aim::FitMemory : Aim::BestAtSize;
        (order.memoryBytes > 0 ? m_memoryMiB : m_fileMiB) =
            static_cast<double>(std::max(order.fileBytes, order.memoryBytes)) / kMiB;
    }
    m_named = true;
    place(targetFolder(), freeName(targetFolder(), targetName()));
    emit changed();
}

void TuneChoice::setTypes(const std::map<std::string, std::string>& types)
{
    TuneOrder order = m_order;
    order.types = types;
    const auto* preset = engine::tune::findPreset(order.preset);
    if (!types.empty() && engine::files::info(preset->base).blockValues == 1)
        order.preset = "Q8_0"; // presets of plain numbers take no other types
    change(order);
}

void TuneChoice::setIdea(const QString& name)
{
    if (m_named || name.isEmpty())
        return;
    const std::string before = m_order.target;
    place(targetFolder(), freeName(targetFolder(), name));
    if (m_order.target != before)
        emit changed();
}

void TuneChoice::suggestLimits(double fileMiB, double memoryMiB)
{
    const double before = megabytes();
    m_fileMiB = m_fileMiB > 0 ? m_fileMiB : std::ceil(fileMiB);
    m_memoryMiB = m_memoryMiB > 0 ? m_memoryMiB : std::ceil(memoryMiB);
    if (megabytes() != before)
        follow();
}

void TuneChoice::renew()
{
    m_named = false;
    place(targetFolder(), freeName(targetFolder(), targetName()));
    emit changed();
}

void TuneChoice::place(const QString& folder, const QString& name)
{
    m_order.target = QDir(folder).filePath(name.isEmpty() ? QStringLiteral("model.gguf") : name).toStdString();
}

QString TuneChoice::sourceName() const
{
    return visibleLine(QFileInfo(source()).fileName());
}

QStringList TuneChoice::strengths() const
{
    const auto& names = kStrengths[m_aim == Aim::Faster ? 1 : 0];
    return {QString::fromLatin1(names[0]), QString::fromLatin1(names[1]), QString::fromLatin1(names[2])};
}

QStringList TuneChoice::presets()
{
    QStringList names;
    for (const auto& preset : engine::tune::presets())
        names.append(QString::fromLatin1(preset.name));
    return names;
}

QString TuneChoice::pattern() const
{
    return m_order.of > 0        ? QStringLiteral("%1:%2").arg(m_order.keep).arg(m_order.of)
           : m_order.truncates() ? QString::fromLatin1(kBelow)
                                 : QString();
}

QString TuneChoice::textName() const
{
    return visibleLine(QFileInfo(QString::fromStdString(m_order.textFile)).fileName());
}

QString TuneChoice::targetName() const
{
    return QFileInfo(QString::fromStdString(m_order.target)).fileName();
}

QString TuneChoice::targetFolder() const
{
    return m_order.target.empty() ? m_ownFolder : QFileInfo(QString::fromStdString(m_order.target)).path();
}

void TuneChoice::follow()
{
    TuneOrder order = m_order;
    order.fileBytes = order.memoryBytes = 0;
    const bool fits = m_aim == Aim::FitMemory || m_aim == Aim::BestAtSize;
    if (fits)
        order.kind = TuneOrder::Kind::Fit;
    else if (m_aim != Aim::Own || order.kind == TuneOrder::Kind::Fit)
        order.kind = TuneOrder::Kind::Quantize;
    if (m_aim == Aim::FitMemory)
        order.memoryBytes = static_cast<std::uint64_t>(m_memoryMiB * kMiB);
    if (m_aim == Aim::BestAtSize)
        order.fileBytes = static_cast<std::uint64_t>(m_fileMiB * kMiB);
    if (fits && order.method == TuneOrder::Method::Feedback)
        order.method = TuneOrder::Method::Importance;
    if (m_aim == Aim::Smaller || m_aim == Aim::Faster)
        order.preset = kStrengths[m_aim == Aim::Faster ? 1 : 0][static_cast<std::size_t>(m_strength)];
    if (m_aim != Aim::Own) {
        order.types.clear();
        order.folding = TuneOrder::Folding::None;
    }
    m_order = order;
    emit changed();
}

void TuneChoice::setAim(Aim aim)
{
    if (aim == m_aim || aim < Aim::Smaller || aim > Aim::Own)
        return;
    m_aim = aim;
    follow();
}

void TuneChoice::setStrength(int strength)
{
    if (strength == m_strength || strength < 0 || strength > 2)
        return;
    m_strength = strength;
    follow();
}

void TuneChoice::setPrunes(bool prunes)
{
    if (m_aim != Aim::Own || prunes == this->prunes())
        return;
    TuneOrder order = m_order;
    order.kind = prunes ? TuneOrder::Kind::Prune : TuneOrder::Kind::Quantize;
    change(order);
}

void TuneChoice::setPreset(const QString& preset)
{
    const auto* found = engine::tune::findPreset(preset.toStdString());
    if (found == nullptr)
        return;
    TuneOrder order = m_order;
    if (order.preset != found->name)
        order.types.clear(); // they were changes of the other one
    order.preset = found->name;
    change(order);
}

void TuneChoice::setMethod(int method)
{
    TuneOrder order = m_order;
    order.method = static_cast<TuneOrder::Method>(std::clamp(method, 0, fits() ? 1 : 2));
    change(order);
}

void TuneChoice::setPruning(int pruning)
{
    TuneOrder order = m_order;
    order.pruning = static_cast<TuneOrder::Pruning>(std::clamp(pruning, 0, 5));
    change(order);
}

void TuneChoice::setSparsity(double share)
{
    TuneOrder order = m_order;
    order.sparsity = std::isfinite(share) ? std::clamp(share, 0.0, kMostSparsity) : order.sparsity;
    change(order);
}

void TuneChoice::setPattern(const QString& pattern)
{
    TuneOrder order = m_order;
    const QStringList parts = pattern.split(u':');
    order.keep = parts.size() == 2 ? parts[0].toInt() : 0;
    order.of = parts.size() == 2 ? parts[1].toInt() : 0;
    if (order.keep <= 0 || order.keep >= order.of || order.of > 64)
        order.keep = order.of = 0;
    order.deviations = pattern == QLatin1StringView(kBelow) ? kDeviations : 0;
    change(order);
}

void TuneChoice::setDeviations(double deviations)
{
    TuneOrder order = m_order;
    order.deviations = std::isfinite(deviations) ? std::clamp(deviations, 0.01, 10.0) : order.deviations;
    change(order);
}

void TuneChoice::setOutliers(bool use)
{
    TuneOrder order = m_order;
    order.outliers = use;
    change(order);
}

void TuneChoice::setRemoved(int count)
{
    TuneOrder order = m_order;
    order.removed = std::clamp(count, 1, kMostRemoved);
    change(order);
}

void TuneChoice::setNeurons(double share)
{
    TuneOrder order = m_order;
    order.neurons = std::isfinite(share) ? std::clamp(share, 0.01, kMostSparsity) : order.neurons;
    change(order);
}

void TuneChoice::setFolding(int folding)
{
    TuneOrder order = m_order;
    order.folding = static_cast<TuneOrder::Folding>(std::clamp(folding, 0, 2));
    change(order);
}

void TuneChoice::setMegabytes(double megabytes)
{
    double& limit = m_aim == Aim::FitMemory ? m_memoryMiB : m_fileMiB;
    if (!std::isfinite(megabytes) || megabytes < 0 || megabytes > kMostMegabytes || megabytes == limit)
        return;
    limit = megabytes;
    follow();
}

void TuneChoice::setContext(int context)
{
    TuneOrder order = m_order;
    order.context = std::clamp(context, 0, 1 << 24);
    change(order);
}

void TuneChoice::setTextKind(int kind)
{
    TuneOrder order = m_order;
    order.text = static_cast<TuneOrder::Text>(std::clamp(kind, 0, 2));
    change(order);
}

void TuneChoice::setRequantize(bool allowed)
{
    TuneOrder order = m_order;
    order.allowRequantize = allowed;
    change(order);
}

void TuneChoice::setEvaluatedTokens(int tokens)
{
    TuneOrder order = m_order;
    order.evaluatedTokens = std::clamp(tokens, 0, 1 << 20);
    change(order);
}

void TuneChoice::chooseText(const QUrl& file)
{
    TuneOrder order = m_order;
    order.text = TuneOrder::Text::File;
    order.textFile = file.toLocalFile().toStdString();
    change(order);
}

void TuneChoice::chooseFolder(const QUrl& folder)
{
    if (!folder.isLocalFile())
        return;
    place(folder.toLocalFile(), targetName());
    emit changed();
}

void TuneChoice::setTargetName(const QString& name)
{
    QString file = QFileInfo(name.trimmed()).fileName(); // a name, not a way to elsewhere
    if (file.isEmpty() || file == targetName())
        return;
    if (!file.endsWith(QStringLiteral(".gguf"), Qt::CaseInsensitive))
        file += QStringLiteral(".gguf");
    m_named = true;
    place(targetFolder(), file);
    emit changed();
}

} // namespace ui
